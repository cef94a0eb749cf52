const from = Number(process.argv[2]) * 100;
let primes = 0;
for (let n = Math.max(2, from); n < from + 100; n++) {
  let prime = true;
  for (let d = 2; d * d <= n; d++) prime &&= n % d !== 0;
  if (prime) primes++;
}
console.log(`${from}-${from + 99}: ${primes} primes`);
