package store

import (
	"math/rand/v2"
	"slices"
	"testing"

	"woshou/data"
	"woshou/data/search"
)

// Whatever is put in, the order is what sorting everything would give, and a copy made
// before has the items it had, or newer ones.
func TestRoster_Put(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 1))
		now := map[search.Slot]*item{}
		fresh := func(slot search.Slot) *item {
			it := &item{slot: slot, row: Row{ID: data.CaseID{byte(slot), byte(slot >> 8)}, Received: data.Day(r.IntN(30)), Seq: r.IntN(5)}}
			now[slot] = it
			return it
		}
		var first []*item
		for slot := range search.Slot(r.IntN(200)) {
			first = append(first, fresh(slot))
		}
		list := newRoster(first)
		for range 40 {
			before := list
			had := slices.Collect(before.all())
			some := map[search.Slot]bool{}
			var put []*item
			for range r.IntN(6) {
				slot := search.Slot(r.IntN(len(now) + 1))
				if some[slot] {
					continue
				}
				some[slot] = true
				put = append(put, fresh(slot))
			}
			list.put(put)
			i := 0
			for it := range before.all() {
				if it != had[i] && it != now[had[i].slot] {
					t.Fatal("an older copy of the list has something else")
				}
				i++
			}
			want := make([]*item, 0, len(now))
			for _, it := range now {
				want = append(want, it)
			}
			slices.SortFunc(want, newest)
			if got := slices.Collect(list.all()); !slices.Equal(got, want) {
				t.Fatalf("seed %d: wrong order", seed)
			}
		}
	}
}

func TestRoster_Empty(t *testing.T) {
	list := newRoster(nil)
	for range list.all() {
		t.Error("an item of nothing")
	}
	if list.at(7) != nil {
		t.Error("an item in a slot that never was")
	}
	for range list.all() {
		break
	}
}
