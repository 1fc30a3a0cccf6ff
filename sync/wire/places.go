package wire

import (
	"bytes"
	"slices"

	"woshou/data"
)

// PlaceSum is what a device has of one place: of a village of its township.
type PlaceSum struct {
	// Area is the place's 12-digit code.
	Area  string
	Cases int
	// Check is the totals check of its rows.
	Check data.Hash
}

// PlaceMarks are the rows of one place in order of their cases, or a part of them.
type PlaceMarks struct {
	// Area is the place's code, empty for all that the device has.
	Area string
	// After is the case behind which this part begins, zero for the first. Last says
	// that no part follows.
	After data.CaseID
	Last  bool
	Marks []data.RowMark
}

// PartOf returns the marks behind a case in order of their cases, at most so many. all is
// sorted by case first.
func PartOf(all []data.RowMark, after data.CaseID, most int) *PlaceMarks {
	slices.SortFunc(all, func(a, b data.RowMark) int { return bytes.Compare(a.Case[:], b.Case[:]) })
	at, found := slices.BinarySearchFunc(all, after, func(m data.RowMark, id data.CaseID) int { return bytes.Compare(m.Case[:], id[:]) })
	if found {
		at++
	}
	all = all[at:]
	m := &PlaceMarks{After: after, Marks: all[:min(len(all), most)]}
	m.Last = len(m.Marks) == len(all)
	return m
}

// End is the case behind which the next part begins; of the last part it means nothing.
func (m *PlaceMarks) End() (end data.CaseID) {
	if n := len(m.Marks); n > 0 {
		end = m.Marks[n-1].Case
	}
	return end
}

// Limits of one message.
const (
	MaxPlaces  = 1024
	MaxMarks   = 8192
	MaxDiffers = 1024
)

const (
	tagSumArea = iota + 1
	tagSumCases
	tagSumCheck
)

func encodeSums(sums []PlaceSum) [][]byte {
	out := make([][]byte, len(sums))
	for i, s := range sums {
		var w writer
		w.bytes(tagSumArea, []byte(s.Area))
		w.uint(tagSumCases, uint64(s.Cases))
		w.id(tagSumCheck, s.Check[:])
		out[i] = w.out
	}
	return out
}

func intoSums(dst *[]PlaceSum) func([]byte) error {
	return intoList(MaxPlaces, func(v []byte) error {
		var s PlaceSum
		err := fields{tagSumArea: intoText(&s.Area), tagSumCases: intoUint(&s.Cases), tagSumCheck: intoID(s.Check[:])}.read(v)
		*dst = append(*dst, s)
		return err
	})
}

const (
	tagMarksArea = iota + 1
	tagMarksAfter
	tagMarksLast
	tagMarksRows // 24 bytes each
)

// MarkSize is how many bytes a mark takes in a message.
const MarkSize = 24

func (m *PlaceMarks) encode() []byte {
	if m == nil {
		return nil
	}
	var w writer
	w.bytes(tagMarksArea, []byte(m.Area))
	w.id(tagMarksAfter, m.After[:])
	w.bool(tagMarksLast, m.Last)
	rows := make([]byte, 0, MarkSize*len(m.Marks))
	for _, one := range m.Marks {
		rows = append(append(rows, one.Case[:]...), one.Mark[:]...)
	}
	w.bytes(tagMarksRows, rows)
	return w.out
}

func intoMarks(dst **PlaceMarks) func([]byte) error {
	return func(v []byte) error {
		m := &PlaceMarks{}
		*dst = m
		return fields{
			tagMarksArea: intoText(&m.Area), tagMarksAfter: intoID(m.After[:]), tagMarksLast: intoBool(&m.Last),
			tagMarksRows: func(v []byte) error {
				if len(v)%MarkSize != 0 {
					return data.ErrDamaged
				}
				if len(v) > MaxMarks*MarkSize {
					return ErrTooLarge
				}
				for ; len(v) > 0; v = v[MarkSize:] {
					m.Marks = append(m.Marks, data.RowMark{Case: data.CaseID(v[:16]), Mark: [8]byte(v[16:MarkSize])})
				}
				return nil
			},
		}.read(v)
	}
}

// checkPlaces holds the limits of a comparison.
func checkPlaces(sums []PlaceSum, marks *PlaceMarks) error {
	if len(sums) > MaxPlaces || marks != nil && (len(marks.Marks) > MaxMarks || len(marks.Area) > MaxText) {
		return ErrTooLarge
	}
	for _, s := range sums {
		if len(s.Area) > MaxText {
			return ErrTooLarge
		}
	}
	return nil
}

func (r *Response) checkDiffers() error {
	if len(r.Places) > MaxPlaces || len(r.Differs) > MaxDiffers {
		return ErrTooLarge
	}
	return nil
}

// Difference flags: who has a row.
const (
	differHere = 1 << iota
	differThere
)

// encodeDiffers writes cases that differ, each behind who has a row.
func encodeDiffers(all []data.RowDifference) [][]byte {
	out := make([][]byte, len(all))
	for i, d := range all {
		var who byte
		if d.Here {
			who |= differHere
		}
		if d.There {
			who |= differThere
		}
		out[i] = append([]byte{who}, d.Case[:]...)
	}
	return out
}

func intoDiffers(dst *[]data.RowDifference) func([]byte) error {
	return intoList(MaxDiffers, func(v []byte) error {
		d := data.RowDifference{}
		if len(v) != 1+len(d.Case) {
			return data.ErrDamaged
		}
		copy(d.Case[:], v[1:])
		d.Here, d.There = v[0]&differHere != 0, v[0]&differThere != 0
		*dst = append(*dst, d)
		return nil
	})
}

func encodeTexts(texts []string) [][]byte {
	out := make([][]byte, len(texts))
	for i, s := range texts {
		out[i] = []byte(s)
	}
	return out
}

func intoTexts(max int, dst *[]string) func([]byte) error {
	return intoList(max, func(v []byte) error {
		var s string
		err := intoText(&s)(v)
		*dst = append(*dst, s)
		return err
	})
}
