package main

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"slices"
	"time"

	"woshou/data"
	"woshou/data/store"
)

// saves is how many saves a measure takes, ahead how many before it to warm up.
const (
	saves = 600
	ahead = 30
)

// save compares a durable save with the disk's own write and fsync of as many bytes as it
// writes before it is acknowledged, in turn with it: at a person's pace, when the second
// copy is done before the next save, and back to back, as an import of a ledger does.
func (b *bench) save() error {
	size, err := b.frameSize()
	if err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(b.dir, "fsync"))
	if err != nil {
		return err
	}
	defer f.Close()
	raw := []byte(b.text(words, size))[:size]
	ref := func() error {
		if _, err := f.Write(raw); err != nil {
			return err
		}
		return f.Sync()
	}
	if err := b.savePace("save-ms", 1, ref); err != nil {
		return err
	}
	b.settle()
	return b.savePace("save-back-to-back-ms", 20, ref)
}

// savePace saves in rows of some, each followed by as many of the disk's own writes.
func (b *bench) savePace(name string, row int, ref func() error) error {
	var ours, theirs []time.Duration
	for len(ours) < saves {
		edits, err := b.edits(row)
		if err != nil {
			return err
		}
		for _, e := range edits {
			start := time.Now()
			if _, err := b.st.SaveCase("edit", e[0], e[1]); err != nil {
				return err
			}
			ours = append(ours, time.Since(start))
		}
		b.settle()
		for range row {
			start := time.Now()
			if err := ref(); err != nil {
				return err
			}
			theirs = append(theirs, time.Since(start))
		}
	}
	slices.Sort(ours)
	slices.Sort(theirs)
	report(name+"-p50", at(ours, 0.5), at(theirs, 0.5), 1.5)
	report(name+"-p99", at(ours, 0.99), at(theirs, 0.99), 3)
	return nil
}

// edits reads some cases, each another one, and changes them as a mediator does.
func (b *bench) edits(n int) ([][2]*data.Case, error) {
	from := b.rand.IntN(len(b.ids))
	var out [][2]*data.Case
	for i := range n {
		before, err := b.st.Case(b.ids[(from+i*len(b.ids)/n)%len(b.ids)])
		if err != nil {
			return nil, err
		}
		after := before.Clone()
		after.Summary += b.text(words, 5)
		out = append(out, [2]*data.Case{before, after})
	}
	return out, nil
}

// settle waits until both copies have the last saves.
func (b *bench) settle() { b.st.Settle() }

// frameSize returns how many bytes a save writes to the journal, the mean of some.
func (b *bench) frameSize() (int, error) {
	from, err := b.journalEnd()
	if err != nil {
		return 0, err
	}
	edits, err := b.edits(ahead)
	if err != nil {
		return 0, err
	}
	for _, e := range edits {
		if _, err := b.st.SaveCase("edit", e[0], e[1]); err != nil {
			return 0, err
		}
	}
	to, err := b.journalEnd()
	return int(math.Round(float64(to-from) / ahead)), err
}

// journalEnd returns where the zeros begin that the journal keeps ready.
func (b *bench) journalEnd() (int, error) {
	raw, err := os.ReadFile(store.JournalPath(b.path()))
	return len(bytes.TrimRight(raw, "\x00")), err
}
