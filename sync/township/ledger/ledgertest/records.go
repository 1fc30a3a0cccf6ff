package ledgertest

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"woshou/data"
	"woshou/sync/township/ledger"
)

func testChain(t *testing.T, l ledger.Ledger) {
	other := ledger.Chain{Device: chain(1).Device, Epoch: data.Epoch{2}}
	update(t, l, func(tx ledger.Tx) error {
		for i := uint64(1); i <= 300; i++ { // past 255, where byte order would show
			if err := tx.Append(entry("a", i, chain(1), i, "x")); err != nil {
				return err
			}
		}
		return tx.Append(entry("a", 301, other, 1, "y"))
	})
	view(t, l, func(r ledger.Reader) error {
		h, err := r.Head(chain(1))
		want(t, h, ledger.Head{Seq: 300, Hash: entry("a", 0, chain(1), 300, "x").Hash})
		h, _ = r.Head(other)
		want(t, h.Seq, uint64(1))
		h, _ = r.Head(chain(0))
		want(t, h, ledger.Head{})
		at, _ := r.HashAt(chain(1), 256)
		want(t, at, entry("a", 0, chain(1), 256, "x").Hash)
		if _, err := r.HashAt(chain(1), 301); !errors.Is(err, data.ErrNotFound) {
			t.Errorf("HashAt beyond the head returned %v", err)
		}
		return err
	})
	update(t, l, func(tx ledger.Tx) error { return tx.Link(other, ledger.Head{Seq: 2, Hash: data.Hash{9}}) })
	view(t, l, func(r ledger.Reader) error {
		h, err := r.Head(other)
		want(t, h, ledger.Head{Seq: 2, Hash: data.Hash{9}})
		all, _ := r.Stream("a", 301, 10, 100)
		want(t, len(all), 0)
		return err
	})
	for name, c := range map[string]struct {
		e   ledger.Entry
		err error
	}{
		"a seq twice":       {entry("a", 302, chain(1), 300, "x"), ledger.ErrExists},
		"a gsn twice":       {entry("a", 301, chain(1), 301, "x"), ledger.ErrExists},
		"a gap in the seq":  {entry("a", 302, chain(1), 302, "x"), data.ErrNotFound},
		"a gap in the gsn":  {entry("a", 303, chain(1), 301, "x"), data.ErrNotFound},
		"a gsn of 0":        {entry("b", 0, chain(3), 1, "x"), data.ErrNotFound},
		"a seq of 0":        {entry("b", 1, chain(3), 0, "x"), ledger.ErrExists},
		"a first gsn not 1": {entry("b", 2, chain(3), 1, "x"), data.ErrNotFound},
	} {
		if err := l.Update(t.Context(), func(tx ledger.Tx) error { return tx.Append(c.e) }); !errors.Is(err, c.err) {
			t.Errorf("%s: Append returned %v, want %v", name, err, c.err)
		}
	}
}

func testStreamsApart(t *testing.T, l ledger.Ledger) {
	update(t, l, func(tx ledger.Tx) error {
		return errors.Join(
			tx.Append(entry("a", 1, chain(1), 1, "a1")), tx.Append(entry("ab", 1, chain(2), 1, "ab1")),
			tx.Append(entry("a", 2, chain(1), 2, "a2")), tx.Append(entry("b", 1, chain(3), 1, "b1")))
	})
	view(t, l, func(r ledger.Reader) error {
		for v, events := range map[ledger.VillageID][]string{"a": {"a1", "a2"}, "ab": {"ab1"}, "b": {"b1"}, "": nil, "c": nil} {
			all, err := r.Stream(v, 0, 10, 1000)
			must(t, err)
			var got []string
			for _, e := range all {
				got = append(got, string(e.Event))
			}
			want(t, got, events)
		}
		return nil
	})
}

func testPortions(t *testing.T, l ledger.Ledger) {
	e2 := entry("a", 2, chain(1), 2, "0123456789")
	e2.Reason = ledger.ReasonLate
	update(t, l, func(tx ledger.Tx) error {
		return errors.Join(tx.Append(entry("a", 1, chain(1), 1, "0123456789")), tx.Append(e2),
			tx.Append(entry("a", 3, chain(1), 3, "0123456789")))
	})
	view(t, l, func(r ledger.Reader) error {
		for _, c := range []struct {
			after           uint64
			limit, maxBytes int
			from, to        uint64
		}{
			{0, 10, 1000, 1, 3}, {0, 2, 1000, 1, 2}, {0, 10, 20, 1, 2}, {0, 10, 19, 1, 1},
			{0, 10, 1, 1, 1}, {1, 10, 20, 2, 3}, {3, 10, 20, 1, 0}, {99, 10, 20, 1, 0}, {1<<64 - 1, 10, 20, 1, 0},
		} {
			all, err := r.Stream("a", c.after, c.limit, c.maxBytes)
			must(t, err)
			want(t, len(all), int(c.to+1-c.from))
			for i, e := range all {
				want(t, e.GSN, c.from+uint64(i))
			}
		}
		all, err := r.Stream("a", 1, 1, 1000)
		want(t, all, digested(entry("a", 1, chain(1), 1, "0123456789"), e2)[1:])
		return err
	})
}

func testUIDs(t *testing.T, l ledger.Ledger) {
	update(t, l, func(tx ledger.Tx) error {
		return errors.Join(tx.MarkUID("a", data.UID{1}), tx.MarkUID("a", data.UID{1}))
	})
	view(t, l, func(r ledger.Reader) error {
		for _, c := range []struct {
			v    ledger.VillageID
			uid  data.UID
			want bool
		}{{"a", data.UID{1}, true}, {"a", data.UID{2}, false}, {"b", data.UID{1}, false}} {
			got, err := r.HasUID(c.v, c.uid)
			must(t, err)
			want(t, got, c.want)
		}
		return nil
	})
}

func testHeld(t *testing.T, l ledger.Ledger) {
	h := ledger.Held{Village: "a", Chain: chain(1), Seq: 4, Hash: data.Hash{1}, Received: noon, Reason: ledger.ReasonFork, Event: []byte("fork")}
	again := h
	again.Received = noon.Add(time.Hour)
	other := h
	other.Hash, other.Event = data.Hash{2}, []byte("other")
	update(t, l, func(tx ledger.Tx) error {
		for _, c := range []struct {
			h     ledger.Held
			fresh bool
		}{{h, true}, {again, false}, {other, true}} {
			fresh, err := tx.Hold(c.h)
			must(t, err)
			want(t, fresh, c.fresh)
		}
		return nil
	})
	view(t, l, func(r ledger.Reader) error {
		all, err := r.Held(10)
		want(t, all, []ledger.Held{other, h})
		newest, _ := r.Held(1)
		want(t, newest, []ledger.Held{other})
		size, _ := r.HeldBytes(chain(1).Device)
		want(t, size, int64(len("fork")+len("other")))
		none, _ := r.HeldBytes(data.DeviceID{9})
		want(t, none, int64(0))
		return err
	})
}

func testCases(t *testing.T, l ledger.Ledger) {
	one := ledger.Case{ID: data.CaseID{1}, Village: "a", Fence: 2, GSN: 3, Row: []byte("row")}
	draft := ledger.Case{ID: data.CaseID{2}, Village: "a"}
	moved := ledger.Case{ID: data.CaseID{3}, Village: "a", Row: []byte("row3")}
	prefix := ledger.Case{ID: data.CaseID{4}, Village: "ab", Row: []byte("row4")}
	update(t, l, func(tx ledger.Tx) error {
		return errors.Join(tx.PutCase(one), tx.PutCase(draft), tx.PutCase(moved), tx.PutCase(prefix))
	})
	view(t, l, func(r ledger.Reader) error {
		all, err := r.Cases("a")
		want(t, all, []ledger.Case{one, moved})
		got, _ := r.Case(draft.ID)
		want(t, got, draft)
		return err
	})
	moved.Village, one.Row = "b", nil
	update(t, l, func(tx ledger.Tx) error { return errors.Join(tx.PutCase(moved), tx.PutCase(one)) })
	view(t, l, func(r ledger.Reader) error {
		a, _ := r.Cases("a")
		want(t, len(a), 0)
		b, err := r.Cases("b")
		want(t, b, []ledger.Case{moved})
		return err
	})
}

func testKeys(t *testing.T, l ledger.Ledger) {
	update(t, l, func(tx ledger.Tx) error { return tx.PutKey("a", data.CaseID{1}, []byte("sealed")) })
	view(t, l, func(r ledger.Reader) error {
		got, err := r.Key("a", data.CaseID{1})
		want(t, got, []byte("sealed"))
		if _, err := r.Key("b", data.CaseID{1}); !errors.Is(err, data.ErrNotFound) {
			t.Errorf("another village's key: %v", err)
		}
		return err
	})
}

// testErased puts a key of no bytes in a key's place: it is there, and empty, for whoever
// asks, in the same transaction, after a start and in a backup.
func testErased(t *testing.T, open Open) {
	place := t.TempDir()
	l := open(t, place)
	gone := func(r ledger.Reader) error {
		key, err := r.Key("a", data.CaseID{1})
		want(t, len(key), 0)
		return err
	}
	update(t, l, func(tx ledger.Tx) error { return tx.PutKey("a", data.CaseID{1}, []byte("sealed")) })
	update(t, l, func(tx ledger.Tx) error {
		return errors.Join(tx.PutKey("a", data.CaseID{1}, []byte{}), gone(tx))
	})
	view(t, l, gone)
	must(t, l.Close())
	l = open(t, place)
	defer func() { must(t, l.Close()) }()
	view(t, l, gone)
	update(t, l, func(tx ledger.Tx) error { return gone(tx) })
	restored := open(t, t.TempDir())
	defer func() { must(t, restored.Close()) }()
	must(t, restored.Restore(t.Context(), bytes.NewReader(Saved(t, l))))
	view(t, restored, gone)
}

func testSessions(t *testing.T, l ledger.Ledger) {
	account := ledger.Account{Name: "admin", Role: ledger.RoleClerk, Disabled: true, Hash: "h", Change: true, Failed: 3, Locked: noon}
	second := ledger.Account{Name: "寿永康", Role: ledger.RoleReader}
	s1 := ledger.Session{ID: "1", Account: "admin", Token: "t", Begun: noon, Seen: noon}
	s2 := ledger.Session{ID: "2", Account: "other", Begun: noon.Add(time.Hour)}
	s3 := ledger.Session{ID: "3", Account: "other", Begun: noon.Add(-time.Hour)}
	update(t, l, func(tx ledger.Tx) error {
		return errors.Join(tx.PutAccount(second), tx.PutAccount(account), tx.PutSession(s1), tx.PutSession(s2), tx.PutSession(s3))
	})
	view(t, l, func(r ledger.Reader) error {
		a, _ := r.Account("admin")
		want(t, a, account)
		all, _ := r.Accounts()
		want(t, all, []ledger.Account{account, second})
		s, err := r.Session("1")
		want(t, s, s1)
		return err
	})
	left := func(ids string) {
		t.Helper()
		got := ""
		view(t, l, func(r ledger.Reader) error {
			for _, id := range []string{"1", "2", "3"} {
				if _, err := r.Session(id); err == nil {
					got += id
				}
			}
			return nil
		})
		want(t, got, ids)
	}
	update(t, l, func(tx ledger.Tx) error { return tx.DeleteSessions("", noon) })
	left("12")
	update(t, l, func(tx ledger.Tx) error { return tx.DeleteSessions("admin", time.Time{}) })
	left("2")
	update(t, l, func(tx ledger.Tx) error { return errors.Join(tx.DeleteSession("2"), tx.DeleteSession("2")) })
	left("")
}

func testActs(t *testing.T, l ledger.Ledger) {
	update(t, l, func(tx ledger.Tx) error {
		for _, what := range []string{"one", "two", "three"} {
			must(t, tx.AddAct(ledger.Act{At: noon, Who: "admin", What: what, Object: "o"}))
		}
		return nil
	})
	view(t, l, func(r ledger.Reader) error {
		got, err := r.Acts(2)
		want(t, got, []ledger.Act{{At: noon, Who: "admin", What: "three", Object: "o"}, {At: noon, Who: "admin", What: "two", Object: "o"}})
		return err
	})
}

func testLifetime(t *testing.T, l ledger.Ledger) {
	update(t, l, func(tx ledger.Tx) error {
		return errors.Join(tx.Append(entry("a", 1, chain(1), 1, "event")), tx.PutKey("a", data.CaseID{1}, []byte("key")),
			tx.PutCase(ledger.Case{ID: data.CaseID{1}, Village: "a", Row: []byte("row")}))
	})
	var event, key, row []byte
	view(t, l, func(r ledger.Reader) error {
		s, _ := r.Stream("a", 0, 1, 100)
		c, _ := r.Cases("a")
		k, err := r.Key("a", data.CaseID{1})
		event, key, row = s[0].Event, k, c[0].Row
		return err
	})
	event[0], key[0], row[0] = 'X', 'X', 'X' // memory of the store's own would fault or change what is stored
	view(t, l, func(r ledger.Reader) error {
		s, _ := r.Stream("a", 0, 1, 100)
		c, _ := r.Cases("a")
		k, err := r.Key("a", data.CaseID{1})
		want(t, string(s[0].Event)+string(c[0].Row)+string(k), "eventrowkey")
		return err
	})
}
