package ledgertest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// Writer writes to a village and a chain of its own, so that several do not meet.
type Writer byte

// Village is the writer's village.
func (w Writer) Village() ledger.VillageID { return ledger.VillageID(fmt.Sprint("v", byte(w))) }

// Append does what an exchange does, in one transaction, and returns the number of the
// entry that is durable then.
func (w Writer) Append(l ledger.Ledger) (gsn uint64, err error) {
	err = l.Update(context.Background(), func(tx ledger.Tx) error {
		if err := appendNext(tx, w.Village(), byte(w)); err != nil {
			return err
		}
		v, err := tx.Village(w.Village())
		gsn = v.GSN
		return errors.Join(err, tx.AddTally(ledger.Tally{
			TallyKey: ledger.TallyKey{Village: v.ID, Figure: data.FigureReceived, Month: 24314}, Tally: data.Tally{Cases: 1},
		}))
	})
	return gsn, err
}

// CheckWhole looks at a ledger whose store was lost while these writers wrote: of each, all
// that it was told of is there, every entry is there with all of its effects or not at all,
// and the ledger goes on. told is what each was told, by writer; it is brought up to date.
func CheckWhole(t testing.TB, l ledger.Ledger, told []uint64) {
	t.Helper()
	for n, known := range told {
		w := Writer(n)
		gsn, err := w.Append(l)
		if err != nil || gsn <= known {
			t.Fatalf("writer %d was told of %d, next comes %d, %v", w, known, gsn, err)
		}
		told[n] = gsn
		if err := l.View(context.Background(), func(r ledger.Reader) error { return w.check(t, r, gsn) }); err != nil {
			t.Fatal(err)
		}
	}
	err := l.View(context.Background(), func(r ledger.Reader) error {
		all, err := r.Tallies("", 0, 0)
		sum := 0
		for _, n := range told {
			sum += int(n)
		}
		if len(all) != 1 || all[0].Cases != sum {
			t.Errorf("the villages have %d entries, together they count %+v", sum, all)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// check compares everything that an entry changes with the entries.
func (w Writer) check(t testing.TB, r ledger.Reader, gsn uint64) error {
	t.Helper()
	v, err := r.Village(w.Village())
	if err != nil {
		return err
	}
	stream, err := r.Stream(v.ID, 0, 1<<20, 1<<30)
	if err != nil {
		return err
	}
	var digest data.Hash
	for i, e := range stream {
		at, err := r.HashAt(e.Chain, e.Seq)
		if digest = data.Chain(digest, e.Hash[:]); e.GSN != uint64(i+1) || e.Seq != e.GSN || e.Digest != digest || at != e.Hash || err != nil {
			t.Errorf("writer %d: entry %d of the stream is %d, %v", w, i+1, e.GSN, err)
		}
	}
	head, err := r.Head(chain(byte(w)))
	if err != nil {
		return err
	}
	tally, err := r.Tallies(v.ID, 0, 0)
	if uint64(len(stream)) != gsn || v.GSN != gsn || head.Seq != gsn || len(tally) != 1 || uint64(tally[0].Cases) != gsn {
		t.Errorf("writer %d: %d entries, %d in the village, %d in the chain, the tally %+v, counted %d", w, len(stream), v.GSN, head.Seq, tally, gsn)
	}
	return err
}
