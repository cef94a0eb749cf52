require('../show.js')
