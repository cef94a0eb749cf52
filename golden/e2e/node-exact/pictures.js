const bcrypt = require('bcrypt');
const Database = require('better-sqlite3');
const sharp = require('sharp');

const db = new Database(':memory:');
db.exec('CREATE TABLE pictures (name TEXT)');
db.prepare('INSERT INTO pictures VALUES (?)').run('sea');

sharp({ create: { width: 8, height: 4, channels: 3, background: 'red' } })
  .resize(4)
  .png()
  .toBuffer({ resolveWithObject: true })
  .then(({ info }) => {
    console.log(process.version.split('.')[0], info.width, info.height);
    console.log(db.prepare('SELECT name FROM pictures').get().name, bcrypt.compareSync('a', bcrypt.hashSync('a', 4)));
  });
