package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
)

// diskOfWords is a store of words: what is durable, and commits that a test holds up and
// makes fail.
type diskOfWords struct {
	mu      sync.Mutex
	durable []string
	// commits gets what the next commit is to return, and lets it go on.
	commits chan error
}

// words is a batch of it.
type words struct {
	disk          *diskOfWords
	before, wrote []string
}

// speak is the transaction that an update gets.
type speak struct {
	Tx
	*words
}

func (d *diskOfWords) begin(before Batch) Batch {
	w := &words{disk: d}
	if before, ok := before.(*words); ok {
		w.before = before.wrote
	}
	return w
}

func (w *words) Run(members []Member) (errs []error) {
	for _, run := range members {
		kept := len(w.wrote)
		err := run(speak{words: w})
		if err != nil {
			w.wrote = w.wrote[:kept]
		}
		errs = append(errs, err)
	}
	return errs
}

func (w *words) Commit() error {
	if err := <-w.disk.commits; err != nil {
		return err
	}
	w.disk.mu.Lock()
	defer w.disk.mu.Unlock()
	w.disk.durable = append(w.disk.durable, w.wrote...)
	return nil
}

// sees reports whether a word is there for an update.
func (s speak) sees(word string) bool {
	s.disk.mu.Lock()
	defer s.disk.mu.Unlock()
	return slices.Contains(s.wrote, word) || slices.Contains(s.before, word) || slices.Contains(s.disk.durable, word)
}

func say(word string) Member {
	return func(tx Tx) error {
		s := tx.(speak)
		s.wrote = append(s.wrote, word)
		return nil
	}
}

// told is the outcome of an update that runs in the background.
func told(g *Group, f Member) chan error {
	out := make(chan error, 1)
	go func() { out <- g.Update(context.Background(), f) }()
	synctest.Wait()
	return out
}

func newWords() (*diskOfWords, *Group) {
	d := &diskOfWords{commits: make(chan error)}
	return d, NewGroup(d.begin, 100)
}

// An update is run while the batch before it is made durable, sees what that wrote, and its
// caller hears of it only when both are durable.
func TestGroup_RunsWhileTheDiskWorks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, g := newWords()
		first := told(g, say("first"))
		seen := false
		second := told(g, func(tx Tx) error { seen = tx.(speak).sees("first"); return say("second")(tx) })
		refused := errors.New("refused")
		third := told(g, func(tx Tx) error { return refused })
		if !seen {
			t.Error("the second update was not run, or did not see the first")
		}
		if len(first)+len(second)+len(third) > 0 {
			t.Error("an update was called done before the disk was")
		}
		d.commits <- nil
		synctest.Wait()
		if err := <-first; err != nil || len(second)+len(third) > 0 {
			t.Errorf("first: %v; %d others told", err, len(second)+len(third))
		}
		d.commits <- nil
		if err := <-second; err != nil {
			t.Error(err)
		}
		if err := <-third; !errors.Is(err, refused) {
			t.Errorf("third: %v", err)
		}
		if commits, updates := g.Counts(); commits != 2 || updates != 3 {
			t.Errorf("%d commits of %d updates", commits, updates)
		}
	})
}

// When a batch fails, what was run over it is run again over what is durable.
func TestGroup_RunsAgainAfterAFailedCommit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, g := newWords()
		first := told(g, say("first"))
		var seen []bool
		second := told(g, func(tx Tx) error {
			seen = append(seen, tx.(speak).sees("first"))
			return say(fmt.Sprint("second, ", seen))(tx)
		})
		full := errors.New("disk full")
		d.commits <- full
		if err := <-first; !errors.Is(err, full) {
			t.Errorf("first: %v", err)
		}
		d.commits <- nil
		if err := <-second; err != nil {
			t.Error(err)
		}
		if !slices.Equal(seen, []bool{true, false}) || !slices.Equal(d.durable, []string{"second, [true false]"}) {
			t.Errorf("the second update saw the first: %v; durable: %v", seen, d.durable)
		}
	})
}

// Who works alone waits for what is on its way to the disk, and lets nobody in.
func TestGroup_Alone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, g := newWords()
		first := told(g, say("first"))
		leave, alone := make(chan bool), make(chan bool, 1)
		go func() { _ = g.Alone(func() error { alone <- true; <-leave; return nil }) }()
		synctest.Wait()
		if len(alone) > 0 {
			t.Error("not alone: the first update is not durable yet")
		}
		d.commits <- nil
		<-first
		<-alone
		ran := false
		second := told(g, func(tx Tx) error { ran = true; return nil })
		if ran {
			t.Error("an update was run beside")
		}
		leave <- true
		d.commits <- nil
		if err := <-second; err != nil || !ran {
			t.Errorf("second: %v", err)
		}
	})
}
