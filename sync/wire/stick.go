package wire

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"

	"woshou/data"
)

// Files that go by USB stick hold messages one after another. Inside its sealing a file is
// magic, kind, version, then items, each behind its length, a length of zero, and a last
// item that vouches for everything before it.
const (
	// StickUp goes from a village's computer to its township, StickDown comes back, and
	// StickPeer goes between the computers of a village.
	StickUp   = 'u'
	StickDown = 'v'
	StickPeer = 'w'
	// StickEnrol asks to be taken for a village, StickEnrolled is the answer. They are not
	// sealed: the sides do not know each other's keys yet.
	StickEnrol    = 'x'
	StickEnrolled = 'y'

	stickVersion = 1
)

// StickVouch stands before the sum that a township signs.
const StickVouch = "woshou answer by stick\n"

// What the files are called: from a village to its township, back, and between the
// computers of a village.
const (
	StickUpExtension   = ".woshouup"
	StickDownExtension = ".woshoudown"
	StickPeerExtension = ".woshoupeer"
)

// StickWriter writes such a file.
type StickWriter struct {
	w   io.Writer
	sum hash.Hash
}

// NewStick begins a file of a kind.
func NewStick(w io.Writer, kind byte) (*StickWriter, error) {
	s := &StickWriter{w, sha256.New()}
	return s, s.write(append(append([]byte{}, magic...), kind, stickVersion))
}

func (s *StickWriter) write(b []byte) error {
	s.sum.Write(b)
	_, err := s.w.Write(b)
	return err
}

// Put writes one item; ErrTooLarge above MaxMessage, data.ErrDamaged for none.
func (s *StickWriter) Put(item []byte) error {
	switch {
	case len(item) == 0:
		return wrap("stick", data.ErrDamaged)
	case len(item) > MaxMessage:
		return wrap("stick", ErrTooLarge)
	}
	return s.write(appendItem(nil, item))
}

// End writes the end; vouch makes the last item from the sum of everything before it.
func (s *StickWriter) End(vouch func(data.Hash) ([]byte, error)) error {
	if err := s.write([]byte{0}); err != nil {
		return err
	}
	last, err := vouch(data.Hash(s.sum.Sum(nil)))
	if err != nil {
		return err
	}
	_, err = s.w.Write(appendItem(nil, last))
	return err
}

// StickReader reads such a file.
type StickReader struct {
	r    *bufio.Reader
	sum  hash.Hash
	last []byte
}

// WriteStick writes a whole file of few items; the error is as of Put, vouch or writing.
func WriteStick(w io.Writer, kind byte, vouch func(data.Hash) ([]byte, error), items ...[]byte) error {
	s, err := NewStick(w, kind)
	for _, item := range items {
		if err == nil {
			err = s.Put(item)
		}
	}
	if err != nil {
		return err
	}
	return s.End(vouch)
}

// SumsUp vouches for a file by its bare sum, where nothing better is to be had.
func SumsUp(sum data.Hash) ([]byte, error) { return sum[:], nil }

// OpenStick begins to read a file of a kind. The error wraps ErrForeign for anything else,
// data.ErrNewer for a later version, data.ErrDamaged, or is what reading answered.
func OpenStick(r io.Reader, kind byte) (*StickReader, error) {
	s := &StickReader{r: bufio.NewReader(r), sum: sha256.New()}
	head := make([]byte, headSize+1)
	if err := s.read(head); err != nil {
		return nil, wrap("stick", err)
	}
	if string(head[:len(magic)]) != string(magic) || head[len(magic)] != kind {
		return nil, wrap("stick", ErrForeign)
	}
	if head[headSize] != stickVersion {
		return nil, wrap("stick", data.ErrNewer)
	}
	return s, nil
}

func (s *StickReader) read(b []byte) error {
	_, err := io.ReadFull(s.r, b)
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		err = data.ErrDamaged // it ends before its end
	case err != nil: // what its sealing finds, or the stick
		err = fmt.Errorf("%w: %w", data.ErrDamaged, err)
	}
	s.sum.Write(b)
	return err
}

// size reads an item's length.
func (s *StickReader) size() (int, error) {
	var b []byte
	for {
		one := make([]byte, 1)
		if err := s.read(one); err != nil {
			return 0, err
		}
		if b = append(b, one[0]); one[0] < 0x80 {
			break
		}
		if len(b) > 4 {
			return 0, ErrTooLarge
		}
	}
	n, size := binary.Uvarint(b)
	switch {
	case size != len(b) || len(b) > 1 && b[len(b)-1] == 0:
		return 0, data.ErrDamaged
	case n > MaxMessage:
		return 0, ErrTooLarge
	}
	return int(n), nil
}

// Next returns the next item, io.EOF behind the last; then Sum and Vouch are known.
func (s *StickReader) Next() ([]byte, error) {
	n, err := s.size()
	if err == nil && n > 0 {
		item := make([]byte, n)
		if err = s.read(item); err == nil {
			return item, nil
		}
	}
	if err != nil {
		return nil, wrap("stick", err)
	}
	sum := s.sum
	s.sum = sha256.New() // what vouches is not in it
	if n, err = s.size(); err == nil {
		s.last = make([]byte, n)
		err = s.read(s.last)
	}
	if s.sum = sum; err != nil {
		return nil, wrap("stick", err)
	}
	if _, err := s.r.ReadByte(); !errors.Is(err, io.EOF) {
		return nil, wrap("stick", errors.Join(data.ErrDamaged, err)) // it goes on
	}
	return nil, io.EOF
}

// Sum returns the sum of everything before the last item.
func (s *StickReader) Sum() data.Hash { return data.Hash(s.sum.Sum(nil)) }

// Vouch returns the last item.
func (s *StickReader) Vouch() []byte { return s.last }

// StickHead is the first item of an answer: whose it is, and from where on.
type StickHead struct {
	Device data.DeviceID
	// Server and GSN are the cursor that the request named.
	Server data.Epoch
	GSN    uint64
	// Authority is the township's public key (SubjectPublicKeyInfo): its SHA-256 is the
	// pin. It signs the sum.
	Authority []byte
}

// Encode returns the head's bytes.
func (h *StickHead) Encode() []byte {
	var w writer
	w.id(1, h.Device[:])
	w.id(2, h.Server[:])
	w.uint(3, h.GSN)
	w.bytes(4, h.Authority)
	return w.out
}

// DecodeStickHead reads it; the error wraps data.ErrDamaged.
func DecodeStickHead(b []byte) (*StickHead, error) {
	h := &StickHead{}
	err := fields{
		1: intoID(h.Device[:]), 2: intoID(h.Server[:]), 3: intoUint(&h.GSN),
		4: func(v []byte) error { h.Authority = v; return nil },
	}.read(b)
	if err != nil {
		return nil, wrap("stick", err)
	}
	return h, nil
}

// StickCase is an item of a file between a village's computers: events of one case with
// its wrapped key, or pieces of its files.
type StickCase struct {
	Key    WrappedKey
	Events [][]byte
	Pieces []FilePiece
}

// Encode returns the item's bytes; ErrTooLarge or data.ErrDamaged beyond the limits.
func (c *StickCase) Encode() ([]byte, error) {
	if err := checkPieces(c.Pieces); err != nil {
		return nil, wrap("stick", err)
	}
	var w writer
	w.bytes(1, c.Key.Case[:])
	w.bytes(2, c.Key.Key)
	w.list(3, c.Events)
	w.list(4, encodePieces(c.Pieces))
	if len(w.out) > MaxMessage {
		return nil, wrap("stick", ErrTooLarge)
	}
	return w.out, nil
}

// DecodeStickCase reads it; the error wraps data.ErrDamaged or ErrTooLarge.
func DecodeStickCase(b []byte) (*StickCase, error) {
	c := &StickCase{}
	err := fields{
		1: intoID(c.Key.Case[:]),
		2: func(v []byte) error { c.Key.Key = v; return nil },
		3: intoList(MaxMessage, func(v []byte) error { c.Events = append(c.Events, v); return nil }),
		4: intoPieces(&c.Pieces),
	}.read(b)
	if err == nil {
		err = checkPieces(c.Pieces)
	}
	if err != nil {
		return nil, wrap("stick", err)
	}
	return c, nil
}
