// Asks PID 1 to stop, as docker stop does, and tells when it is still there.
console.log('started')
setTimeout(() => process.kill(1, 'SIGTERM'), 500)
setTimeout(() => { console.log('still there'); process.exit(3) }, 4000)
