require('fs').copyFileSync('show.js', 'built.js')
