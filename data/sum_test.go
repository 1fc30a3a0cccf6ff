package data

import (
	"math/rand/v2"
	"testing"
)

// The check by deltas is that of all rows anew, in any order and after any history.
func TestFactSum_IsThatOfTheRows(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	rows := map[int][]byte{}
	var sum FactSum
	for range 2000 {
		id := r.IntN(40)
		var row []byte
		if r.IntN(4) > 0 {
			row = []byte{byte(id), byte(r.IntN(256)), byte(r.IntN(256))}
		}
		sum.Replace(rows[id], row)
		rows[id] = row
		var all [][]byte
		for _, row := range rows { // in Go's random order
			if len(row) > 0 {
				all = append(all, row)
			}
		}
		if want := FactSumOf(all); sum != want || sum.Cases != len(all) {
			t.Fatalf("by deltas %v, of %d rows %v", sum, len(all), want)
		}
	}
}

func TestFactSum_Differs(t *testing.T) {
	a, b := FactSumOf([][]byte{{1}, {2}}), FactSumOf([][]byte{{1}, {3}})
	seen := map[Hash]bool{}
	for _, s := range []FactSum{{}, a, b, FactSumOf([][]byte{{1, 2}}), FactSumOf([][]byte{{1}, {2}, {2}}), {Cases: 2}} {
		if c := s.Check(); seen[c] || c == (Hash{}) {
			t.Errorf("the check of %v is zero or another's", s)
		} else {
			seen[c] = true
		}
	}
	both := a
	both.Merge(b)
	if want := FactSumOf([][]byte{{3}, {1}, {2}, {1}}); both != want {
		t.Errorf("merged %v, want %v", both, want)
	}
}

// One value that was worked out without this package, so that another program can be held against it.
func TestFactSum_Vector(t *testing.T) {
	s := FactSumOf([][]byte{[]byte("a"), []byte("b")})
	if got := s.Check().String(); got != sumVector {
		t.Errorf("check %s", got)
	}
}

const sumVector = "2e6425e81c8da2ba762bddae0c2d0e3eab44f4730f7d7f5387324d07f8c879d3"
