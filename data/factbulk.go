package data

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/bits"
)

// Limits of rows that travel together.
const (
	MaxFacts     = 4096
	maxFactRow   = 64 << 10
	maxFactsSize = MaxEvent
)

// factsVersion stands before rows in bulk; a program that finds another is too old.
const factsVersion = 1

// EncodeFacts returns encoded rows, at most MaxFacts, in one block of about a tenth of
// their bytes beside the 16 of each case. DecodeFacts returns the same bytes in the same
// order, also of rows of a newer program; rows near in time that stand together take less.
//
// A block is the version and the number of rows, as varints, then the rows column by
// column in one stream of bits (bitCoder), each by the chances that earlier rows gave its
// column, for the same status and outcome, then endMark.
func EncodeFacts(rows [][]byte) []byte {
	head := binary.AppendUvarint([]byte{factsVersion}, uint64(len(rows)))
	c := newFactCoder(newBitWriter())
	for _, row := range rows {
		c.write(row)
	}
	c.plain(endBits, endMark)
	return append(head, c.end()...)
}

// DecodeFacts returns the rows of a block. The error wraps ErrNewer for a block of a newer
// program, ErrDamaged for what is no block.
func DecodeFacts(b []byte) ([][]byte, error) {
	rows, err := decodeFacts(b)
	if err != nil {
		return nil, fmt.Errorf("fact rows in bulk: %w", err)
	}
	return rows, nil
}

func decodeFacts(b []byte) (rows [][]byte, err error) {
	if len(b) == 0 {
		return nil, ErrDamaged
	}
	if b[0] != factsVersion {
		return nil, ErrNewer
	}
	count, n := uvarint(b[1:])
	if n <= 0 || count > MaxFacts {
		return nil, ErrDamaged
	}
	c := newFactCoder(newBitReader(b[1+n:]))
	size := 0
	for range count {
		row, err := c.read()
		if size += len(row); err != nil || size > maxFactsSize {
			return nil, ErrDamaged
		}
		rows = append(rows, row)
	}
	if c.plain(endBits, 0) != endMark || !c.whole() {
		return nil, ErrDamaged
	}
	return rows, nil
}

// endMark stands behind the last row, so that a cut shows.
const (
	endBits = 24
	endMark = 0x575348
)

// How a row stands in a block.
const (
	rowKnown = iota // by its fields
	rowMore         // by its fields, then others behind them
	rowRaw          // as it is: its fields do not give its bytes again
)

// The columns beside those of the rows' own fields, which have their numbers.
const (
	columnForm = 64 + iota
	columnLength
	columnLetters
	columnLetter
	columnScale
	columns
)

// factCoder codes rows, one after another.
type factCoder struct {
	*bitCoder
	// numbers are the chances of each column and context, words what its codes were.
	numbers [columns][contexts]*numberChances
	words   [columns][]string
	// context tells rows apart by status and outcome.
	context int
	known   map[[2]Status]int
	// last is the day on which the row before was received.
	last Day
}

// contexts bounds how many pairs of status and outcome are told apart.
const contexts = 24

func newFactCoder(b *bitCoder) *factCoder {
	return &factCoder{bitCoder: b, known: map[[2]Status]int{}}
}

// numberChances are those of a number: first of its length in bits, then, for each length, of
// its three highest bits below the first.
type numberChances struct {
	length [64]chance
	high   [64][8]chance
}

// number codes a number of less than 64 bits.
func (c *factCoder) number(column int, v uint64) uint64 {
	of := c.numbers[column][c.context]
	if of == nil {
		of = &numberChances{}
		c.numbers[column][c.context] = of
	}
	length, node := uint64(bits.Len64(v)), uint64(1)
	for i := 5; i >= 0; i-- {
		node = node<<1 | c.learned(&of.length[node], length>>i&1)
	}
	length = node - 64
	if length < 2 {
		return length
	}
	rest := int(length) - 1
	out, node := uint64(1), uint64(1)
	for i := 0; i < 3 && rest > 0; i++ {
		rest--
		bit := c.learned(&of.high[length][node], v>>rest&1)
		out, node = out<<1|bit, node<<1|bit
	}
	return out<<rest | c.plain(rest, v)
}

// code codes a code of a closed list: its place among those before, or itself.
func code[T ~string](c *factCoder, column int, v *T) {
	words := c.words[column]
	at := 0
	for at < len(words) && words[at] != string(*v) {
		at++
	}
	at = int(min(c.number(column, uint64(at)), uint64(len(words))))
	if at < len(words) {
		*v = T(words[at])
		return
	}
	letters := make([]byte, min(c.number(columnLetters, uint64(len(*v))), maxFactCode))
	copy(letters, *v)
	for i := range letters {
		letters[i] = byte(c.number(columnLetter, uint64(letters[i])))
	}
	*v = T(letters)
	c.words[column] = append(words, string(letters))
}

// day codes a day by its distance from another, 0 for none; it returns the later to be
// reckoned from.
func (c *factCoder) day(column int, v *Day, from Day) Day {
	away := uint64(0)
	if *v != 0 {
		away = zigzag(int64(*v)-int64(from)) + 1
	}
	if away = c.number(column, away); away == 0 {
		*v = 0
		return from
	}
	*v = Day(int64(from) + unzigzag(away-1))
	return *v
}

func zigzag(v int64) uint64 { return uint64(v<<1) ^ uint64(v>>63) }

func unzigzag(v uint64) int64 { return int64(v>>1) ^ -int64(v&1) }

// amount codes money: people agree on round numbers, so zeros at the end are counted.
func (c *factCoder) amount(v *Fen) {
	digits, zeros := uint64(*v), uint64(0)
	for digits != 0 && digits%10 == 0 {
		digits, zeros = digits/10, zeros+1
	}
	zeros = min(c.number(columnScale, zeros), 18)
	digits = c.number(tagFactAmount, digits)
	for range zeros {
		digits *= 10
	}
	*v = Fen(digits)
}

func (c *factCoder) count(column int, v *int) { *v = int(c.number(column, uint64(*v))) }

// fields codes the fields of a row, so that the same lines write and read them.
func (c *factCoder) fields(f *Fact) {
	c.bytes(f.Case[:])
	c.context = 0
	code(c, tagFactStatus, &f.Status)
	code(c, tagFactOutcome, &f.Outcome)
	c.context = c.contextOf(f)
	code(c, tagFactType, &f.Type)
	code(c, tagFactSource, &f.Source)
	code(c, tagFactOrgan, &f.Organ)
	code(c, tagFactGround, &f.Ground)
	at := c.day(tagFactReceived, &f.Received, c.last)
	c.last = at
	for i, day := range []*Day{&f.Accepted, &f.Concluded, &f.Effective, &f.Closed, &f.Archived} {
		at = c.day(tagFactAccepted+i, day, at)
	}
	c.amount(&f.Amount)
	c.count(tagFactPeople, &f.People)
	c.count(tagFactSessions, &f.Sessions)
	flags := c.number(tagFactFlags, f.flags())
	for i, on := range f.flagged() {
		*on = flags&(1<<i) != 0
	}
	code(c, tagFactPerformance, &f.Performance)
	code(c, tagFactConfirmation, &f.Confirmation)
	c.day(tagFactApplied, &f.Applied, f.Effective)
	for i := range f.Prevented {
		c.count(tagFactPrevented+2*i, &f.Prevented[i].Cases)
		c.count(tagFactPrevented+2*i+1, &f.Prevented[i].People)
	}
	c.context = 0
}

// contextOf numbers the pairs of status and outcome; 0 is for the rest.
func (c *factCoder) contextOf(f *Fact) int {
	pair := [2]Status{f.Status, Status(f.Outcome)}
	n, ok := c.known[pair]
	if !ok && len(c.known) < contexts-1 {
		n = len(c.known) + 1
		c.known[pair] = n
	}
	return n
}

// write codes one row.
func (c *factCoder) write(row []byte) {
	f, err := DecodeFact(row)
	fields := f.Encode()
	form := rowKnown
	switch {
	case err != nil || !bytes.HasPrefix(row, fields):
		form = rowRaw
	case len(row) > len(fields):
		form = rowMore
	}
	c.number(columnForm, uint64(form))
	if form != rowRaw {
		c.fields(&f)
		row = row[len(fields):]
	}
	if form != rowKnown {
		c.number(columnLength, uint64(len(row)))
		c.bytes(bytes.Clone(row))
	}
}

// read is write's inverse.
func (c *factCoder) read() (row []byte, err error) {
	form := c.number(columnForm, 0)
	if form > rowRaw || c.over() {
		return nil, ErrDamaged
	}
	if form != rowRaw {
		var f Fact
		c.fields(&f)
		row = f.Encode()
	}
	if form != rowKnown {
		n := c.number(columnLength, 0)
		if n > maxFactRow || n > uint64(len(c.in)) {
			return nil, ErrDamaged
		}
		more := make([]byte, n)
		c.bytes(more)
		row = append(row, more...)
	}
	if _, err := DecodeFact(row); err != nil || c.over() {
		return nil, ErrDamaged
	}
	return row, nil
}
