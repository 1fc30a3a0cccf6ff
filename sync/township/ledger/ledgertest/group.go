package ledgertest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// testGroup runs many updates at once, of which every third fails: what the others wrote
// is there, and of those that failed nothing, whatever transaction they shared.
func testGroup(t *testing.T, l ledger.Ledger) {
	const writers, each = 24, 12
	stop := errors.New("stop")
	failures := make([]error, writers*each)
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			v := ledger.VillageID(fmt.Sprint("v", w))
			for i := range each {
				failures[w*each+i] = l.Update(context.Background(), func(tx ledger.Tx) error {
					if err := appendNext(tx, v, byte(w+1)); err != nil {
						return err
					}
					if i%3 == 2 {
						return stop
					}
					return nil
				})
			}
		})
	}
	all.Wait()
	for n, err := range failures {
		if i := n % each; i%3 == 2 && !errors.Is(err, stop) || i%3 != 2 && err != nil {
			t.Errorf("update %d of writer %d returned %v", i, n/each, err)
		}
	}
	view(t, l, func(r ledger.Reader) error {
		for w := range writers {
			v := ledger.VillageID(fmt.Sprint("v", w))
			stream, err := r.Stream(v, 0, 1000, 1<<20)
			must(t, err)
			want(t, len(stream), each*2/3)
			village, err := r.Village(v)
			must(t, err)
			want(t, village.GSN, uint64(len(stream)))
			h, err := r.Head(chain(byte(w + 1)))
			must(t, err)
			want(t, h.Seq, uint64(len(stream)))
		}
		sum, err := r.Tallies("", 0, 0)
		want(t, sum, []ledger.Tally{{TallyKey: groupKey, Tally: data.Tally{Cases: writers * each * 2 / 3}}})
		return err
	})
}

var groupKey = ledger.TallyKey{Figure: data.FigureReceived, Month: 24314, Type: "02", Outcome: data.NoOutcome}

// appendNext does what an exchange does: it reads where the village stands and puts an
// entry behind it.
func appendNext(tx ledger.Tx, v ledger.VillageID, c byte) error {
	village, err := tx.Village(v)
	if err != nil && !errors.Is(err, data.ErrNotFound) {
		return err
	}
	h, err := tx.Head(chain(c))
	if err != nil {
		return err
	}
	village.ID = v
	village.GSN++
	return errors.Join(tx.Append(entry(v, village.GSN, chain(c), h.Seq+1, fmt.Sprint(v, village.GSN))),
		tx.PutVillage(village), tx.AddTally(ledger.Tally{TallyKey: groupKey, Tally: data.Tally{Cases: 1}}))
}

// testWaiting cancels an update while another one holds the transaction.
func testWaiting(t *testing.T, l ledger.Ledger) {
	inside, leave := make(chan bool), make(chan bool)
	first := make(chan error)
	var once sync.Once
	go func() {
		first <- l.Update(context.Background(), func(tx ledger.Tx) error {
			once.Do(func() { close(inside); <-leave })
			return tx.PutVillage(ledger.Village{ID: "first"})
		})
	}()
	<-inside
	ctx, cancel := context.WithCancel(context.Background())
	second := make(chan error)
	go func() {
		second <- l.Update(ctx, func(tx ledger.Tx) error { return tx.PutVillage(ledger.Village{ID: "second"}) })
	}()
	cancel()
	close(leave)
	must(t, <-first)
	err := <-second
	view(t, l, func(r ledger.Reader) error {
		all, readErr := r.Villages()
		if there := len(all) == 2; there != (err == nil) || err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("a cancelled update returned %v, %d villages are there", err, len(all))
		}
		return readErr
	})
}

func testPanic(t *testing.T, l ledger.Ledger) {
	var all sync.WaitGroup
	got := make([]any, 12)
	for i := range got {
		all.Go(func() {
			defer func() { got[i] = recover() }()
			err := l.Update(context.Background(), func(tx ledger.Tx) error {
				must(t, tx.PutVillage(ledger.Village{ID: ledger.VillageID(fmt.Sprint(i)), Area: fmt.Sprintf("%012d", i)}))
				if i%4 == 0 {
					panic(fmt.Sprint("defect ", i))
				}
				return nil
			})
			if err != nil {
				t.Errorf("update %d returned %v", i, err)
			}
		})
	}
	all.Wait()
	for i, reason := range got {
		if i%4 == 0 && reason != fmt.Sprint("defect ", i) || i%4 != 0 && reason != nil {
			t.Errorf("update %d panicked with %v", i, reason)
		}
	}
	view(t, l, func(r ledger.Reader) error {
		villages, err := r.Villages()
		want(t, len(villages), 9)
		return err
	})
}
