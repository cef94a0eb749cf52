package bulk

import (
	"context"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
)

// InOrder runs work on every input, on at most workers of them at once, and hands
// the outcomes to emit one by one in the order of the inputs, each as soon as those
// before it are done. When ctx ends it starts nothing more, lets what runs come to its
// end, emits all that was done, and returns the cause.
func InOrder[In, Out any](ctx context.Context, inputs []In, workers int, work func(In) Out, emit func(Out)) error {
	q := &queue[Out]{emit: emit, waiting: map[int]Out{}}
	var next atomic.Int64
	var running sync.WaitGroup
	for range max(1, min(workers, len(inputs))) {
		running.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(inputs) {
					return
				}
				q.put(i, work(inputs[i]))
			}
		})
	}
	running.Wait()
	if q.next == len(inputs) {
		return nil
	}
	for _, i := range slices.Sorted(maps.Keys(q.waiting)) {
		emit(q.waiting[i])
	}
	return context.Cause(ctx)
}

// queue holds outcomes until it is their turn. They are emitted by whoever brought the
// one that was waited for: to wake up another goroutine for each takes longer than most
// emit.
type queue[Out any] struct {
	emit func(Out)

	mu       sync.Mutex
	waiting  map[int]Out // by their number
	next     int         // the number that is emitted next
	emitting bool        // somebody is at it
}

// put hands over the outcome with number i.
func (q *queue[Out]) put(i int, out Out) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting[i] = out
	if q.emitting {
		return
	}
	q.emitting = true
	defer func() { q.emitting = false }()
	for {
		out, ok := q.waiting[q.next]
		if !ok {
			return
		}
		delete(q.waiting, q.next)
		q.next++
		q.unlocked(func() { q.emit(out) })
	}
}

func (q *queue[Out]) unlocked(do func()) {
	q.mu.Unlock()
	defer q.mu.Lock()
	do()
}
