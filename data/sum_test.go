package data

import (
	"math/big"
	"math/rand/v2"
	"testing"
)

func TestFactSum_IsAdditionModulo(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	mod := new(big.Int).Lsh(big.NewInt(1), 256)
	want := new(big.Int)
	var got FactSum
	var rows [][]byte
	for i := range 400 {
		row := []byte{byte(rng.Uint32()), byte(i), byte(i >> 8)}
		rows = append(rows, row)
		got = got.Plus(row)
		one := FactSum{}.Plus(row)
		want.Add(want, new(big.Int).SetBytes(one[:])).Mod(want, mod)
		if new(big.Int).SetBytes(got[:]).Cmp(want) != 0 {
			t.Fatalf("after %d rows: %s, want %064x", i+1, got, want)
		}
	}
	rng.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	if SumOf(rows) != got {
		t.Error("the order of rows changes the sum")
	}
	for _, row := range rows {
		got = got.Minus(row)
	}
	if got != (FactSum{}) {
		t.Errorf("all rows taken away leave %s", got)
	}
}

func TestFactSum_OfNoRow(t *testing.T) {
	if s := (FactSum{7}).Plus(nil).Minus([]byte{}); s != (FactSum{7}) {
		t.Errorf("no row changes the sum to %s", s)
	}
	if (FactSum{}).Plus([]byte("a")) == (FactSum{}).Plus([]byte("b")) {
		t.Error("two rows have one sum")
	}
	// The first row alone is its SHA-256.
	if got := (FactSum{}).Plus([]byte("abc")).String(); got != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" {
		t.Errorf("sum of abc is %s", got)
	}
}
