package bulk

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		inputs := []int{50, 10, 40, 20, 30, 0}
		var running, most atomic.Int32
		var got []int
		err := InOrder(t.Context(), inputs, 3, func(n int) int {
			most.Store(max(most.Load(), running.Add(1)))
			time.Sleep(time.Duration(n) * time.Second)
			running.Add(-1)
			return n * 2
		}, func(n int) { got = append(got, n) })
		if want := []int{100, 20, 80, 40, 60, 0}; err != nil || !slices.Equal(got, want) {
			t.Errorf("emitted %v, %v, want %v", got, err, want)
		}
		if most.Load() != 3 {
			t.Errorf("%d ran at once, want 3", most.Load())
		}
	})
}

func TestInOrderStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cause := errors.New("enough")
		ctx, cancel := context.WithCancelCause(t.Context())
		started, emitted := 0, 0
		err := InOrder(ctx, make([]int, 10), 1, func(int) int {
			started++
			time.Sleep(time.Second)
			return 0
		}, func(int) {
			if emitted++; emitted == 2 {
				cancel(cause)
			}
		})
		if err != cause || emitted > 3 || started > 4 {
			t.Errorf("error %v, %d started, %d emitted", err, started, emitted)
		}
	})
}

func TestInOrderOfNothing(t *testing.T) {
	if err := InOrder(t.Context(), nil, 4, func(int) int { return 0 }, func(int) { t.Error("emitted") }); err != nil {
		t.Error(err)
	}
}
