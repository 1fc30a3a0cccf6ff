package data

import (
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
)

// Sum is a sum of SHA-256 digests modulo 2^256, lowest word first. It does not depend on
// their order, and adding or removing one costs the same however many there are.
type Sum [4]uint64

// Add adds a digest, Remove takes it out again, and Merge adds another sum.
func (s *Sum) Add(h Hash) { s.change(wordsOf(h), bits.Add64) }

// Remove takes out a digest that was added.
func (s *Sum) Remove(h Hash) { s.change(wordsOf(h), bits.Sub64) }

// Merge adds what another sum is made of.
func (s *Sum) Merge(o Sum) { s.change(o, bits.Add64) }

func (s *Sum) change(o Sum, op func(x, y, carry uint64) (uint64, uint64)) {
	var carry uint64
	for i := range s {
		s[i], carry = op(s[i], o[i], carry)
	}
}

func wordsOf(h Hash) (s Sum) {
	for i := range s {
		s[i] = binary.LittleEndian.Uint64(h[8*i:])
	}
	return s
}

// FactSum is the check over many encoded fact rows that village, township and county keep
// by deltas and compare: how many there are, and the sum of their digests.
type FactSum struct {
	Cases int
	Sum   Sum
}

// FactSumOf returns the check over rows.
func FactSumOf(rows [][]byte) (s FactSum) {
	for _, row := range rows {
		s.Replace(nil, row)
	}
	return s
}

// Replace puts a case's row in the place of its old one; either is empty when the case has
// none then.
func (s *FactSum) Replace(old, row []byte) {
	if len(old) > 0 {
		s.Cases--
		s.Sum.Remove(sha256.Sum256(old))
	}
	if len(row) > 0 {
		s.Cases++
		s.Sum.Add(sha256.Sum256(row))
	}
}

// Merge adds the rows of another check.
func (s *FactSum) Merge(o FactSum) {
	s.Cases += o.Cases
	s.Sum.Merge(o.Sum)
}

// Check returns one digest of number and sum, which is not zero even without rows:
// SHA-256 over the number, 8 bytes, and the sum, 32 bytes, both lowest byte first.
func (s FactSum) Check() Hash {
	b := binary.LittleEndian.AppendUint64(nil, uint64(s.Cases))
	for _, word := range s.Sum {
		b = binary.LittleEndian.AppendUint64(b, word)
	}
	return sha256.Sum256(b)
}
