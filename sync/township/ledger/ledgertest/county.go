package ledgertest

import (
	"errors"
	"slices"
	"testing"
	"time"

	"woshou/data"
	"woshou/sync/township/ledger"
)

func testDigest(t *testing.T, l ledger.Ledger) {
	all := digested(entry("a", 1, chain(1), 1, "x"), entry("a", 2, chain(1), 2, "y"), entry("a", 3, chain(2), 1, "z"))
	wrong := all[1]
	wrong.Digest = data.Hash{0xff} // the store's to compute
	update(t, l, func(tx ledger.Tx) error {
		err := errors.Join(tx.Append(all[0]), tx.Append(wrong))
		got, _ := tx.DigestAt("a", 2)
		want(t, got, all[1].Digest)
		return err
	})
	update(t, l, func(tx ledger.Tx) error {
		return errors.Join(tx.Append(all[2]), tx.Append(entry("b", 1, chain(3), 1, "x")))
	})
	view(t, l, func(r ledger.Reader) error {
		for gsn, d := range []data.Hash{{}, all[0].Digest, all[1].Digest, all[2].Digest} {
			got, err := r.DigestAt("a", uint64(gsn))
			must(t, err)
			want(t, got, d)
		}
		none, err := r.DigestAt("none", 0)
		want(t, none, data.Hash{})
		must(t, err)
		for _, gsn := range []uint64{4, 1 << 62} {
			if _, err := r.DigestAt("a", gsn); !errors.Is(err, data.ErrNotFound) {
				t.Errorf("digest at %d, beyond the end: %v", gsn, err)
			}
		}
		stream, err := r.Stream("a", 0, 10, 1000)
		want(t, stream, all)
		return err
	})
}

func testEntriesOf(t *testing.T, l ledger.Ledger) {
	about := func(v ledger.VillageID, gsn uint64, c byte, id byte) ledger.Entry {
		e := entry(v, gsn, chain(c), gsn, "x")
		e.Subject = data.CaseID{id}
		return e
	}
	all := digested(about("a", 1, 1, 7), about("a", 2, 1, 8), about("a", 3, 1, 7))
	update(t, l, func(tx ledger.Tx) error {
		return errors.Join(tx.Append(all[0]), tx.Append(all[1]), tx.Append(all[2]), tx.Append(about("b", 1, 2, 7)))
	})
	view(t, l, func(r ledger.Reader) error {
		got, err := r.EntriesOf("a", data.CaseID{7})
		want(t, got, []ledger.Entry{all[0], all[2]})
		none, err2 := r.EntriesOf("b", data.CaseID{8})
		want(t, len(none), 0)
		return errors.Join(err, err2)
	})
}

func testNewest(t *testing.T, l ledger.Ledger) {
	put := func(v ledger.VillageID, id byte, last uint64, row string) ledger.Case {
		c := ledger.Case{ID: data.CaseID{id}, Village: v, Last: last}
		if row != "" {
			c.Row = []byte(row)
		}
		update(t, l, func(tx ledger.Tx) error { return tx.PutCase(c) })
		return c
	}
	put("a", 1, 3, "row")
	two, three := put("a", 2, 300, ""), put("a", 3, 5, "row")
	put("ab", 4, 4, "row")
	put("a", 5, 0, "")
	one := put("a", 1, 301, "row") // moves to the front, and stands there once
	ask := func(v ledger.VillageID, before uint64, limit int, list ...ledger.Case) {
		t.Helper()
		view(t, l, func(r ledger.Reader) error {
			got, err := r.Newest(v, before, limit)
			if len(got)+len(list) > 0 {
				want(t, got, list)
			}
			return err
		})
	}
	ask("a", 0, 10, one, two, three)
	ask("a", 0, 2, one, two)
	ask("a", 301, 10, two, three)
	ask("a", 302, 1, one)
	ask("a", 5, 10)
	ask("c", 0, 10)
	two.Village = "b"
	update(t, l, func(tx ledger.Tx) error { return tx.PutCase(two) })
	ask("a", 0, 10, one, three)
	ask("b", 0, 10, two)
}

func testTallies(t *testing.T, l ledger.Ledger) {
	key := ledger.TallyKey{Village: "a", Figure: data.FigureAgreed, Month: 24314, Type: "02", Outcome: data.OutcomeOral}
	open := ledger.TallyKey{Village: "a", Figure: data.FigureOpen, Month: 24315, Since: 24310}
	all := ledger.TallyKey{Figure: data.FigureAgreed, Month: 24314}
	gone := ledger.TallyKey{Village: "a", Figure: data.FigureAgreed, Month: 24313}
	one := data.Tally{Cases: 1, People: 300, Amount: 1 << 40}
	for range 2 {
		update(t, l, func(tx ledger.Tx) error {
			return errors.Join(tx.AddTally(ledger.Tally{TallyKey: key, Tally: one}), tx.AddTally(ledger.Tally{TallyKey: key, Tally: one}), tx.AddTally(ledger.Tally{TallyKey: open, Tally: data.Tally{Cases: -1}}),
				tx.AddTally(ledger.Tally{TallyKey: all, Tally: data.Tally{Cases: 5}}), tx.AddTally(ledger.Tally{TallyKey: gone, Tally: one}), tx.AddTally(ledger.Tally{TallyKey: gone, Tally: data.Tally{Cases: -1, People: -300, Amount: -1 << 40}}))
		})
	}
	ask := func(v ledger.VillageID, from, to data.Month, list ...ledger.Tally) {
		t.Helper()
		view(t, l, func(r ledger.Reader) error {
			got, err := r.Tallies(v, from, to)
			slices.SortFunc(got, func(a, b ledger.Tally) int { return int(a.Month - b.Month) })
			if len(got)+len(list) > 0 {
				want(t, got, list)
			}
			return err
		})
	}
	agreed := ledger.Tally{TallyKey: key, Tally: data.Tally{Cases: 4, People: 1200, Amount: 1 << 42}}
	opened := ledger.Tally{TallyKey: open, Tally: data.Tally{Cases: -2}}
	ask("a", 0, 0, agreed, opened)
	ask("a", 24314, 24314, agreed)
	ask("a", 24315, 0, opened)
	ask("a", 0, 24313)
	ask("", 0, 0, ledger.Tally{TallyKey: all, Tally: data.Tally{Cases: 10}})
	ask("b", 0, 0)
	states := []ledger.TallyState{{}, {Rule: 3, Counting: true}, {Rule: 3, Counting: true, Upto: "b"}, {Rule: 3}}
	for i, state := range states {
		view(t, l, func(r ledger.Reader) error {
			got, err := r.TallyState()
			want(t, got, state)
			return err
		})
		update(t, l, func(tx ledger.Tx) error { return tx.SetTallyState(states[min(i+1, len(states)-1)]) })
	}
}

func testHandUps(t *testing.T, l ledger.Ledger) {
	one := ledger.HandUp{Village: "a", Case: data.CaseID{1}, ID: data.UID{1}, Fence: 3, GSN: 9, Received: noon, Sealed: []byte("sealed")}
	two := ledger.HandUp{Village: "b", Case: data.CaseID{2}, ID: data.UID{1}, Received: noon.Add(time.Hour)}
	old := ledger.HandUp{Village: "a", Case: data.CaseID{2}, ID: data.UID{2}, Received: time.Unix(-5, 0).UTC()}
	update(t, l, func(tx ledger.Tx) error {
		return errors.Join(tx.PutHandUp(old), tx.PutHandUp(one), tx.PutHandUp(two))
	})
	one.State, one.Reason, one.By, one.Answered = "returned", "材料不全", "寿永康", noon.Add(time.Minute)
	update(t, l, func(tx ledger.Tx) error { return tx.PutHandUp(one) })
	view(t, l, func(r ledger.Reader) error {
		all, err := r.HandUps(10)
		want(t, all, []ledger.HandUp{two, one, old})
		newest, _ := r.HandUps(1)
		want(t, newest, []ledger.HandUp{two})
		got, _ := r.HandUp("a", data.UID{1})
		want(t, got, one)
		if _, err := r.HandUp("b", data.UID{2}); !errors.Is(err, data.ErrNotFound) {
			t.Errorf("another village's hand-up: %v", err)
		}
		return err
	})
}

func testUplink(t *testing.T, l ledger.Ledger) {
	view(t, l, func(r ledger.Reader) error {
		if _, err := r.Uplink(); !errors.Is(err, data.ErrNotFound) {
			t.Errorf("without a county: %v", err)
		}
		return nil
	})
	up := ledger.Uplink{
		Address: "https://county.example:8443", Pin: data.Hash{1}, Key: []byte("key"), Device: data.DeviceID{2}, Village: "v",
		Epoch: data.Epoch{3}, Head: 4, HeadHash: data.Hash{5}, Acked: 3, Server: data.Epoch{6}, GSN: 7, Digest: data.Hash{8},
		LastOK: noon, LastTry: noon.Add(time.Minute), Problem: "line",
	}
	update(t, l, func(tx ledger.Tx) error {
		return errors.Join(tx.PutUplink(ledger.Uplink{Address: "a"}), tx.PutUplink(up),
			tx.MarkDirty(data.CaseID{2}), tx.MarkDirty(data.CaseID{1}), tx.MarkDirty(data.CaseID{1}), tx.MarkDirty(data.CaseID{3}),
			tx.ClearDirty(data.CaseID{2}), tx.ClearDirty(data.CaseID{9}))
	})
	view(t, l, func(r ledger.Reader) error {
		got, err := r.Uplink()
		want(t, got, up)
		dirty, _ := r.Dirty(10)
		want(t, dirty, []data.CaseID{{1}, {3}})
		first, _ := r.Dirty(1)
		want(t, first, []data.CaseID{{1}})
		return err
	})
	testOwn(t, l)
}

func testOwn(t *testing.T, l ledger.Ledger) {
	e := data.Epoch{3}
	update(t, l, func(tx ledger.Tx) error {
		for seq := uint64(1); seq <= 3; seq++ {
			must(t, tx.AppendOwn(e, seq, []byte{'0' + byte(seq)}))
		}
		return tx.AppendOwn(data.Epoch{2}, 1, []byte("older"))
	})
	for seq, why := range map[uint64]error{0: data.ErrNotFound, 3: ledger.ErrExists, 5: data.ErrNotFound} {
		err := l.Update(t.Context(), func(tx ledger.Tx) error { return tx.AppendOwn(e, seq, []byte("x")) })
		if !errors.Is(err, why) {
			t.Errorf("seq %d: %v, want %v", seq, err, why)
		}
	}
	for _, c := range []struct {
		after    uint64
		maxBytes int
		want     string
	}{{0, 100, "123"}, {1, 100, "23"}, {0, 2, "12"}, {0, 0, "1"}, {3, 100, ""}, {1<<64 - 1, 100, ""}} {
		view(t, l, func(r ledger.Reader) error {
			all, err := r.OwnEvents(e, c.after, c.maxBytes)
			got := ""
			for _, event := range all {
				got += string(event)
			}
			want(t, got, c.want)
			return err
		})
	}
}
