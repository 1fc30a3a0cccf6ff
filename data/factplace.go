package data

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
)

// KindRows is the kind of a township's events to its county: the fact rows of one village,
// by EncodeFacts in Facts, and whose they are in Place. It is about no case.
const KindRows = "rows"

// FactPlace says whose fact rows an event holds, and how far its village's stream had come.
type FactPlace struct {
	// Area is the village's 12-digit code, Name its name.
	Area, Name string
	// Life names the life of the village's stream at the township.
	Life Epoch
	// GSN has, for each row, the place in that stream of the event that it is after. Of two
	// rows of a case in one life, the higher is newer.
	GSN []uint64
}

const (
	tagPlaceArea = iota + 1
	tagPlaceName
	tagPlaceLife
	tagPlaceGSN
)

const maxPlaceName = 240 // bytes

// Encode returns the place's bytes.
func (p *FactPlace) Encode() []byte {
	var w tagWriter
	w.bytes(tagPlaceArea, []byte(p.Area))
	w.bytes(tagPlaceName, []byte(p.Name))
	w.bytes(tagPlaceLife, p.Life[:])
	var numbers []byte
	last := uint64(0)
	for _, n := range p.GSN {
		numbers = binary.AppendUvarint(numbers, zigzag(int64(n-last)))
		last = n
	}
	w.bytes(tagPlaceGSN, numbers)
	return w.out
}

// DecodeFactPlace reads a place; the error wraps ErrDamaged.
func DecodeFactPlace(b []byte) (FactPlace, error) {
	var p FactPlace
	err := readTags(b, func(tag uint64, v []byte) error {
		switch tag {
		case tagPlaceArea:
			p.Area = string(v)
		case tagPlaceName:
			p.Name = string(v)
		case tagPlaceLife:
			return exactly(p.Life[:], v)
		case tagPlaceGSN:
			return p.numbers(v)
		}
		return nil
	})
	if err == nil && (CheckAreaCode(p.Area) != nil || len(p.Name) > maxPlaceName) {
		err = ErrDamaged
	}
	if err != nil {
		return FactPlace{}, fmt.Errorf("place of fact rows: %w", err)
	}
	return p, nil
}

func (p *FactPlace) numbers(b []byte) error {
	last := uint64(0)
	for len(b) > 0 {
		away, n := uvarint(b)
		if n <= 0 || len(p.GSN) == MaxFacts {
			return ErrDamaged
		}
		last += uint64(unzigzag(away))
		p.GSN, b = append(p.GSN, last), b[n:]
	}
	return nil
}

// RowMark stands for a row where two sides compare theirs: its case, and the first eight
// bytes of the row's SHA-256.
type RowMark struct {
	Case CaseID
	Mark [8]byte
}

// MarkOf returns the mark of a case's encoded row.
func MarkOf(id CaseID, row []byte) RowMark {
	sum := sha256.Sum256(row)
	return RowMark{Case: id, Mark: [8]byte(sum[:8])}
}

// RowDifference is a case whose rows differ: one side has none, or both have another.
type RowDifference struct {
	Case        CaseID
	Here, There bool
}

// DiffRows returns the cases whose rows differ between two sides, by case. Both lists are
// sorted by case first.
func DiffRows(here, there []RowMark) (out []RowDifference) {
	byCase := func(a, b RowMark) int { return bytes.Compare(a.Case[:], b.Case[:]) }
	slices.SortFunc(here, byCase)
	slices.SortFunc(there, byCase)
	for len(here) > 0 || len(there) > 0 {
		order := cmp.Compare(len(there), len(here)) // the side that is left
		if len(here) > 0 && len(there) > 0 {
			order = byCase(here[0], there[0])
		}
		switch {
		case order < 0:
			out = append(out, RowDifference{Case: here[0].Case, Here: true})
		case order > 0:
			out = append(out, RowDifference{Case: there[0].Case, There: true})
		case here[0] != there[0]:
			out = append(out, RowDifference{Case: here[0].Case, Here: true, There: true})
		}
		if order <= 0 {
			here = here[1:]
		}
		if order >= 0 {
			there = there[1:]
		}
	}
	return out
}
