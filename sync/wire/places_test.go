package wire

import (
	"encoding/binary"
	"slices"
	"testing"

	"woshou/data"
)

// The parts of any number of marks are all of them in order, each once, none too large.
func TestPartOf_CoversAll(t *testing.T) {
	for _, n := range []int{0, 1, 4, 5, 6, 10, 11, MaxMarks, MaxMarks + 1} {
		for _, most := range []int{5, MaxMarks} {
			var all, got []data.RowMark
			for i := range n {
				m := data.RowMark{}
				binary.BigEndian.PutUint32(m.Case[:], uint32(i+1))
				all = append(all, m)
			}
			want := slices.Clone(all)
			slices.Reverse(all)
			m := &PlaceMarks{}
			for parts := 0; !m.Last; parts++ {
				if parts > n {
					t.Fatalf("%d of up to %d: no end", n, most)
				}
				after := m.End()
				if m = PartOf(all, after, most); m.After != after || len(m.Marks) > most {
					t.Fatalf("%d of up to %d: a part of %d behind %s", n, most, len(m.Marks), m.After)
				}
				got = append(got, m.Marks...)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%d of up to %d: the parts have %d", n, most, len(got))
			}
		}
	}
}
