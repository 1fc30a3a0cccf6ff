package tables

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

// A scan of what was written over what is stored gives what a scan of both together would,
// for random records, ranges, directions and limits, also beyond one span.
func TestWrites_ScanOverWhatIsStored(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 7))
	for round := range 300 {
		size := []int{5, 60, 3000}[round%3]
		key := func() []byte { return fmt.Appendf(nil, "%04d", r.IntN(size)) }
		stored, w := map[string][]byte{}, Writes{}
		for range size {
			stored[string(key())] = []byte("stored")
		}
		whole := maps.Clone(stored)
		for range r.IntN(size) {
			k := key()
			if r.IntN(3) == 0 {
				w.Delete(stream, k)
				delete(whole, string(k))
				continue
			}
			w.Put(stream, k, nil) // kept as an empty value, which is not none
			whole[string(k)] = []byte{}
		}
		span := Range{From: key(), To: key(), Reverse: r.IntN(2) == 0, Limit: r.IntN(3) * r.IntN(size)}
		if r.IntN(4) == 0 {
			span.From, span.To = nil, nil
		}
		var got []Record
		err := w.Scan(stream, span, func(s Range) ([]Record, error) { return within(stored, s), nil }, func(k, v []byte) (bool, error) {
			got = append(got, Record{k, v})
			return true, nil
		})
		want := within(whole, span)
		if err != nil || !slices.EqualFunc(got, want, func(a, b Record) bool { return bytes.Equal(a.Key, b.Key) && bytes.Equal(a.Value, b.Value) }) {
			t.Fatalf("round %d, %+v: %d records, %v, want %d", round, span, len(got), err, len(want))
		}
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

// What is known is what was noted last or nothing, and takes little more memory than told.
func TestKnown_ForgetsOnlyWhatIsOld(t *testing.T) {
	c := Known{Size: 50 * 110} // about 50 of these
	last := map[string][]byte{}
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 5000 {
		k := fmt.Sprintf("%03d", r.IntN(400))
		if v, known := c.Get(heads, []byte(k)); known && !bytes.Equal(v, last[k]) {
			t.Fatalf("%s is known as %q, and is %q", k, v, last[k])
		}
		last[k] = fmt.Append(nil, n)
		c.Keep(Writes{heads: {k: last[k]}})
		if v, known := c.Get(heads, []byte(k)); !known || !bytes.Equal(v, last[k]) {
			t.Fatalf("%s was kept and is known as %q, %v", k, v, known)
		}
		if kept := len(c.young[heads]) + len(c.old[heads]); kept > 110 {
			t.Fatalf("%d records are kept", kept)
		}
	}
	if c.Forget(); len(c.young)+len(c.old) > 0 {
		t.Error("something is still known")
	}
}
