package tables

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"woshou/data"
)

// A scan and a get of what updates see give what one store would that has it all, for
// random records of the store, of the batch before and of the updates themselves, of which
// some fail; in random ranges, directions and limits, also beyond one span.
func TestOverlay_IsLikeOneStore(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 7))
	for round := range 300 {
		size := []int{5, 60, 3000}[round%3]
		key := func() []byte { return fmt.Appendf(nil, "%04d", r.IntN(size)) }
		stored := map[string][]byte{}
		for range size {
			stored[string(key())] = []byte("stored")
		}
		whole := maps.Clone(stored)
		before := Overlay{Writes: Writes{}}
		change(r, &before, whole, key, r.IntN(size))
		o := Overlay{Known: &Known{}, Before: before.Writes, Writes: Writes{}}
		for range 5 {
			attempt(t, r, &o, whole, key, r.IntN(size))
		}
		span := Range{From: key(), To: key(), Reverse: r.IntN(2) == 0, Limit: r.IntN(3) * r.IntN(size)}
		if r.IntN(4) == 0 {
			span.From, span.To = nil, nil
		}
		var got []Record
		err := o.Scan(stream, span, func(s Range) ([]Record, error) { return within(stored, s), nil }, func(k, v []byte) (bool, error) {
			got = append(got, Record{k, v})
			return true, nil
		})
		want := within(whole, span)
		if err != nil || !slices.EqualFunc(got, want, func(a, b Record) bool { return bytes.Equal(a.Key, b.Key) && bytes.Equal(a.Value, b.Value) }) {
			t.Fatalf("round %d, %+v: %d records, %v, want %d", round, span, len(got), err, len(want))
		}
		k := key()
		v, known := o.Get(stream, k)
		if !known {
			v = stored[string(k)]
		}
		if want := whole[string(k)]; !bytes.Equal(v, want) || (v == nil) != (want == nil) {
			t.Fatalf("round %d: %s is %q, want %q", round, k, v, want)
		}
	}
}

// change writes n random records, and to what the whole is then.
func change(r *rand.Rand, o *Overlay, whole map[string][]byte, key func() []byte, n int) {
	for range n {
		k := key()
		if r.IntN(3) == 0 {
			_ = o.Delete(stream, k)
			delete(whole, string(k))
			continue
		}
		_ = o.Put(stream, k, nil) // kept as an empty value, which is not none
		whole[string(k)] = []byte{}
	}
}

// attempt is one update of n records, which fails or not.
func attempt(t *testing.T, r *rand.Rand, o *Overlay, whole map[string][]byte, key func() []byte, n int) {
	failure := []error{nil, data.ErrNotFound}[r.IntN(2)]
	then := maps.Clone(whole)
	if err := o.Attempt(func() error { change(r, o, then, key, n); return failure }); !errors.Is(err, failure) {
		t.Fatalf("Attempt returned %v, want %v", err, failure)
	}
	if failure == nil {
		clear(whole)
		maps.Copy(whole, then)
	}
}

// within returns the records of a range.
func within(all map[string][]byte, r Range) (out []Record) {
	keys := slices.Sorted(maps.Keys(all))
	if r.Reverse {
		slices.Reverse(keys)
	}
	for _, k := range keys {
		if k < string(r.From) || r.To != nil && k >= string(r.To) || r.Limit > 0 && len(out) == r.Limit {
			continue
		}
		out = append(out, Record{[]byte(k), all[k]})
	}
	return out
}
