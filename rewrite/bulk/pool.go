package bulk

import (
	"context"
	"sync"
	"sync/atomic"
)

// InOrder runs work on every input, on at most workers of them at once, and hands
// the outcomes to emit one by one in the order of the inputs, each as soon as those
// before it are done. When ctx ends it starts nothing more, lets what runs come to its
// end, emits all that was done, and returns the cause.
func InOrder[In, Out any](ctx context.Context, inputs []In, workers int, work func(In) Out, emit func(Out)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)

	outcomes := make([]chan Out, len(inputs))
	for i := range outcomes {
		outcomes[i] = make(chan Out, 1)
	}
	var next atomic.Int64
	var running sync.WaitGroup
	for range max(1, min(workers, len(inputs))) {
		running.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(inputs) {
					return
				}
				outcomes[i] <- work(inputs[i])
			}
		})
	}
	defer running.Wait()
	for i, outcome := range outcomes {
		select {
		case out := <-outcome:
			emit(out)
		case <-ctx.Done():
			running.Wait()
			emitDone(outcomes[i:], emit)
			return context.Cause(ctx)
		}
	}
	return nil
}

// emitDone emits the outcomes that are there.
func emitDone[Out any](outcomes []chan Out, emit func(Out)) {
	for _, outcome := range outcomes {
		select {
		case out := <-outcome:
			emit(out)
		default:
		}
	}
}
