package store

import (
	"iter"
	"slices"
	"sync/atomic"

	"woshou/data/search"
)

// roster is the items in the order of lists. A copy of it may be read without a lock:
// an item may be a newer one by then, or stand where its older one stood.
type roster struct {
	order   []search.Slot // newest first; replaced as a whole
	shelves []*shelf
}

// shelf holds the items of slots that follow each other.
type shelf [64]atomic.Pointer[item]

func newRoster(items []*item) (r roster) {
	slices.SortFunc(items, newest)
	for _, it := range items {
		r.order = append(r.order, it.slot)
		r.set(it)
	}
	return r
}

// at returns the item in a slot, nil when there is none.
func (r *roster) at(slot search.Slot) *item {
	if n := int(slot) / len(shelf{}); n < len(r.shelves) {
		return r.shelves[n][slot%search.Slot(len(shelf{}))].Load()
	}
	return nil
}

func (r *roster) set(it *item) {
	n := int(it.slot) / len(shelf{})
	for len(r.shelves) <= n {
		r.shelves = append(r.shelves, new(shelf))
	}
	r.shelves[n][it.slot%search.Slot(len(shelf{}))].Store(it)
}

// put takes items in, in place of older ones of the same slots. The order is copied
// only when it becomes another.
func (r *roster) put(fresh []*item) {
	copied := false
	for _, it := range fresh {
		old := r.at(it.slot)
		if old != nil && newest(old, it) == 0 {
			r.set(it)
			continue
		}
		if !copied {
			r.order, copied = append(make([]search.Slot, 0, len(r.order)+len(fresh)), r.order...), true
		}
		if old != nil {
			at := r.find(old)
			r.order = slices.Delete(r.order, at, at+1)
		}
		r.order = slices.Insert(r.order, r.find(it), it.slot)
		r.set(it)
	}
}

// find returns where an item stands in the order, or should.
func (r *roster) find(it *item) int {
	at, _ := slices.BinarySearchFunc(r.order, it, func(s search.Slot, it *item) int { return newest(r.at(s), it) })
	return at
}

// all yields the items, newest first.
func (r roster) all() iter.Seq[*item] {
	return func(yield func(*item) bool) {
		for _, slot := range r.order {
			if !yield(r.at(slot)) {
				return
			}
		}
	}
}
