package data

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math/bits"
)

// FactSum is the sum of many encoded fact rows, whatever their order: SHA-256 of
// each, added modulo 2^256. A row that changes changes the sum by itself, so that
// village, township and county keep it without reading the others. With the number
// of rows it is the totals check: equal sums and numbers mean equal rows.
type FactSum [32]byte

// SumOf returns the sum of rows.
func SumOf(rows [][]byte) (s FactSum) {
	for _, r := range rows {
		s = s.Plus(r)
	}
	return s
}

// Plus returns the sum with one more row; no row at all adds nothing.
func (s FactSum) Plus(row []byte) FactSum { return s.change(row, bits.Add64) }

// Minus returns the sum with a row less.
func (s FactSum) Minus(row []byte) FactSum { return s.change(row, bits.Sub64) }

func (s FactSum) change(row []byte, step func(x, y, carry uint64) (uint64, uint64)) FactSum {
	if len(row) == 0 {
		return s
	}
	return s.each(sha256.Sum256(row), step)
}

// And returns the sum of the rows of two places together.
func (s FactSum) And(o FactSum) FactSum { return s.each(o, bits.Add64) }

func (s FactSum) each(o FactSum, step func(x, y, carry uint64) (uint64, uint64)) FactSum {
	var carry uint64
	for i := len(s) - 8; i >= 0; i -= 8 {
		var n uint64
		n, carry = step(binary.BigEndian.Uint64(s[i:]), binary.BigEndian.Uint64(o[i:]), carry)
		binary.BigEndian.PutUint64(s[i:], n)
	}
	return s
}

// String returns the hexadecimal form.
func (s FactSum) String() string { return hex.EncodeToString(s[:]) }
