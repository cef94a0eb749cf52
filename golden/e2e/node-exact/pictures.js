const bcrypt = require('bcrypt');
const sharp = require('sharp');

sharp({ create: { width: 8, height: 4, channels: 3, background: 'red' } })
  .resize(4)
  .png()
  .toBuffer({ resolveWithObject: true })
  .then(({ info }) => {
    console.log(process.version.split('.')[0], info.width, info.height, bcrypt.compareSync('a', bcrypt.hashSync('a', 4)));
  });
