package bulk

import (
	"context"
	"sync"
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
	next := make(chan int)
	var running sync.WaitGroup
	for range max(1, min(workers, len(inputs))) {
		running.Go(func() {
			for i := range next {
				outcomes[i] <- work(inputs[i])
			}
		})
	}
	go func() {
		defer close(next)
		for i := range inputs {
			if ctx.Err() != nil { // select takes either of two that are ready
				return
			}
			select {
			case next <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
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
