// Handles the signal itself.
process.on('SIGTERM', () => { console.log('handled'); process.exit(0) })
require('./term.js')
