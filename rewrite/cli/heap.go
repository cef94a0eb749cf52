package cli

import (
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// roomyHeap is the size, in bytes, up to which the heap grows before garbage is
// collected. A run over many files holds little at any time: with Go's own rule, which
// is to collect when the heap has doubled, it would collect for every few files.
const roomyHeap = 96 << 20

// keepHeapRoomy makes the process collect garbage when its heap has roomyHeap bytes, or
// has doubled if it holds more than half of that. What the environment says of GOGC or
// GOMEMLIMIT is left as it is.
func (c *Command) keepHeapRoomy() {
	for _, name := range []string{"GOGC", "GOMEMLIMIT"} {
		if _, said := c.LookupEnv(name); said {
			return
		}
	}
	adaptCollector(0)
}

// adaptCollector sets how much the heap may grow by what it holds, now and after every
// collection. percent is how it was set before.
func adaptCollector(percent int) {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	now, limit := 100, int64(math.MaxInt64)
	if bytes := live[0].Value.Uint64(); bytes < roomyHeap/2 {
		const smallest = 4 << 20 // before the first collection nothing counts as live
		now = int(100*roomyHeap/max(bytes, smallest)) - 100
		limit = roomyHeap * 3 / 2 // the next collection may find that more is live
	}
	if now != percent {
		debug.SetGCPercent(now)
		debug.SetMemoryLimit(limit)
	}
	type garbage struct{ _ *byte }
	runtime.AddCleanup(&garbage{}, adaptCollector, now)
}
