package tables

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
)

// randomWrites writes and removes up to 20 of 30 keys in two tables.
func randomWrites(r *rand.Rand) Writes {
	o := Overlay{Writes: Writes{}}
	for range r.IntN(20) {
		t, key := []*Table{stream, heads}[r.IntN(2)], []byte{byte(r.IntN(30))}
		switch r.IntN(3) {
		case 0:
			_ = o.Delete(t, key)
		case 1:
			_ = o.Put(t, key, nil)
		case 2:
			_ = o.Put(t, key, bytes.Repeat(key, r.IntN(300)))
		}
	}
	return o.Writes
}

// Layers give of each key what was last written to it, one by one, of a range, and of all.
func TestLayers_TheLastOneCounts(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 1))
	for range 300 {
		var layers Layers
		want := map[keyed][]byte{}
		for range r.IntN(6) {
			w := randomWrites(r)
			layers = append(layers, w)
			for table, records := range w {
				for key, value := range records {
					want[keyed{table, key}] = value
				}
			}
		}
		span := Range{From: []byte{byte(r.IntN(30))}, To: []byte{byte(r.IntN(30))}}
		flat := layers.Flat()
		for _, table := range []*Table{stream, heads, tallies} {
			within := layers.Within(table, span)
			for n := range 30 {
				key := []byte{byte(n)}
				value, written := want[keyed{table, string(key)}]
				check(t, "Get", layers.Get, table, key, value, written)
				check(t, "Flat", flat.Get, table, key, value, written)
				if span.has(string(key)) {
					check(t, "Within", within.Get, table, key, value, written)
				} else {
					check(t, "Within", within.Get, table, key, nil, false)
				}
			}
		}
	}
}

type keyed struct {
	table *Table
	key   string
}

func check(t *testing.T, what string, get func(*Table, []byte) ([]byte, bool), table *Table, key, want []byte, written bool) {
	t.Helper()
	got, there := get(table, key)
	if there != written || !bytes.Equal(got, want) || (got == nil) != (want == nil) {
		t.Fatalf("%s of %s %x: %x, %v; want %x, %v", what, table.Name, key, got, there, want, written)
	}
}

func TestUnpack_ReadsWhatPackWrote(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 2))
	for range 300 {
		w := randomWrites(r)
		got, err := Unpack(w.Pack())
		if d := cmp.Diff(byName(w), byName(got)); d != "" || err != nil {
			t.Fatalf("%v\n%s", err, d)
		}
	}
}

func byName(w Writes) map[string]map[string][]byte {
	out := map[string]map[string][]byte{}
	for t, records := range w {
		out[t.Name] = records
	}
	return out
}

// Any bytes are read, or are damaged; what is read can be packed and read again.
func FuzzUnpack(f *testing.F) {
	r := rand.New(rand.NewPCG(5, 3))
	for range 5 {
		packed := randomWrites(r).Pack()
		f.Add(packed)
		f.Add(packed[:len(packed)/2])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		w, err := Unpack(b)
		if err != nil {
			if !errors.Is(err, data.ErrDamaged) {
				t.Error(err)
			}
			return
		}
		again, err := Unpack(w.Pack())
		if d := cmp.Diff(byName(w), byName(again)); d != "" || err != nil {
			t.Errorf("%v\n%s", err, d)
		}
	})
}
