package store

import (
	"bytes"
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"woshou/data"
	"woshou/data/seal"
)

const (
	// journalStep is how many bytes a journal grows at a time, so that a save's flush
	// need not tell the disk of a new size; spare is when the next step is due.
	journalStep  = 1 << 20
	journalSpare = journalStep / 4
	sector       = 4096
)

// journal is the open append-only copy of a record. It is written under the store's
// lock of saves.
type journal struct {
	file file
	path string
	size int64
	slot slot
	key  cipher.AEAD // the village key, once it is known
	at   position    // where the next frame goes
	tail []byte      // the bytes before it from the start of its sector on
	bad  int64       // bytes up to here are unknown after a failed write; 0 when none are
}

// openJournal opens a journal and reads its slots. The error wraps fs.ErrNotExist,
// data.ErrLocked, data.ErrNewer, data.ErrDamaged, or says what the disk answered.
func openJournal(disk files, path string) (*journal, error) {
	f, err := disk.Open(path, os.O_RDWR)
	if err != nil {
		return nil, wrap("journal", err)
	}
	j := &journal{file: f, path: path}
	if j.size, err = f.Size(); err == nil {
		j.slot, err = readSlots(f)
	}
	if err != nil {
		_ = f.Close()
		return nil, wrap("journal", err)
	}
	return j, nil
}

// readSlots returns the slot that counts.
func readSlots(f io.ReaderAt) (slot, error) {
	var best slot
	found := false
	for n := range int64(2) {
		b := make([]byte, slotSize)
		if _, err := f.ReadAt(b, n*slotSize); err != nil {
			return slot{}, fmt.Errorf("%w: %w", data.ErrDamaged, err)
		}
		s, err := decodeSlot(b)
		if errors.Is(err, data.ErrNewer) {
			return slot{}, err
		}
		if err == nil && (!found || s.Seq > best.Seq) {
			best, found = s, true
		}
	}
	if !found {
		return slot{}, fmt.Errorf("no slot is whole: %w", data.ErrDamaged)
	}
	return best, nil
}

// newJournal makes a journal of its own, without frames.
func newJournal(disk files, path string, s slot, key cipher.AEAD) (*journal, error) {
	f, err := disk.Open(path, os.O_RDWR|os.O_CREATE|os.O_EXCL)
	if err != nil {
		return nil, err
	}
	j := &journal{file: f, path: path, slot: s, key: key, at: s.start()}
	b := s.encode()
	if b == nil {
		err = errWraps
	}
	for n := range int64(2) {
		if err == nil {
			_, err = f.WriteAt(b, n*slotSize)
		}
	}
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	j.size = framesAt
	return j, nil
}

// errWraps refuses a header with more users than a slot has room for, over a hundred.
var errWraps = &data.Invalid{Field: "password", Code: "users.many"}

// writeSlot writes the slot that does not count at present, durably.
func (j *journal) writeSlot(s slot) error {
	b := s.encode()
	if b == nil {
		return errWraps
	}
	if _, err := j.file.WriteAt(b, int64(s.Seq%2)*slotSize); err != nil {
		return err
	}
	if err := j.file.Sync(); err != nil {
		return err
	}
	j.slot = s
	return nil
}

// put writes a frame behind the last without flushing it.
func (j *journal) put(plain []byte) error {
	next := j.at
	frame := next.frame(j.key, plain)
	if len(frame)-frameHeader > maxFrame {
		return &data.Invalid{Field: "case", Code: "event.large"}
	}
	if err := j.room(next.Offset); err != nil {
		return err
	}
	j.bad = next.Offset
	if _, err := j.file.WriteAt(frame, j.at.Offset); err != nil {
		return err
	}
	j.moved(next, frame)
	return nil
}

// append writes a frame behind the last and returns when the disk has it. When it
// fails, the frame counts as not written and its bytes are put right before the next.
func (j *journal) append(plain []byte) error {
	if err := j.mend(); err != nil {
		return err
	}
	was, tail := j.at, j.tail
	err := j.put(plain)
	if err == nil {
		err = j.file.Sync()
	}
	if err != nil {
		j.at, j.tail = was, tail
		_ = j.mend() // or before the next frame
		return err
	}
	j.bad = 0
	return nil
}

// moved goes on behind a frame.
func (j *journal) moved(next position, frame []byte) {
	rest := int(next.Offset % sector)
	tail := make([]byte, 0, sector)
	if rest > len(frame) {
		tail = append(tail, j.tail[len(j.tail)-rest+len(frame):]...)
		rest = len(frame)
	}
	j.at, j.tail = next, append(tail, frame[len(frame)-rest:]...)
}

// mend writes anew what a failed write or flush may have left: after a failed flush the
// system holds pages for clean that the disk does not have, so flushing again proves nothing.
func (j *journal) mend() error {
	if j.bad == 0 {
		return nil
	}
	from := j.at.Offset - int64(len(j.tail))
	b := append(bytes.Clone(j.tail), make([]byte, max(0, min(j.bad, j.size)-j.at.Offset))...)
	if _, err := j.file.WriteAt(b, from); err != nil {
		return err
	}
	if err := j.file.Sync(); err != nil {
		return err
	}
	j.bad = 0
	return nil
}

// room makes the file reach to at least end, with zeros.
func (j *journal) room(end int64) error {
	for size := j.size; size < end; size = j.size {
		if err := j.grow(max(journalStep, min(end-size, 64*journalStep))); err != nil {
			return err
		}
	}
	return nil
}

func (j *journal) grow(by int64) error {
	if _, err := j.file.WriteAt(make([]byte, by), j.size); err != nil {
		_ = j.file.Truncate(j.size)
		return err
	}
	if err := j.file.Sync(); err != nil {
		return err
	}
	j.size += by
	return nil
}

// low reports whether the file's end is near.
func (j *journal) low() bool { return j.size-j.at.Offset < journalSpare }

// spare grows the file when its end is near, so that no save waits for it.
func (j *journal) spare() {
	if j.low() {
		_ = j.grow(journalStep) // the save that needs it tells
	}
}

// scan reads the frames that follow one another from a place, up to an end (0: all), and
// returns the place behind the last that does. each gets their payloads; without it they
// are not unsealed. A frame that does not follow is no error.
func (j *journal) scan(from position, to int64, each func(plain []byte) error) (position, error) {
	if to == 0 {
		to = j.size
	}
	if from.Offset < framesAt || from.Offset > to {
		return from, nil
	}
	r := &buffered{r: io.NewSectionReader(j.file, from.Offset, to-from.Offset)}
	for {
		head := r.next(frameHeader)
		if head == nil {
			return from, nil
		}
		head = bytes.Clone(head)
		size, n := int64(binary.BigEndian.Uint32(head)), binary.BigEndian.Uint64(head[4:])
		next := position{Journal: from.Journal, Frame: from.Frame + 1, Offset: from.Offset + frameHeader + size}
		if size == 0 || n != next.Frame || next.Offset > to {
			return from, nil
		}
		sealed := r.next(int(size))
		if sealed == nil {
			return from, nil
		}
		next.Hash = frameHash(from.Hash, head[:12], sealed)
		if !bytes.Equal(next.Hash[:], head[12:]) {
			return from, nil
		}
		if each != nil {
			plain, err := seal.Open(j.key, sealed, next.ad())
			if err != nil {
				return from, wrap("frame", err)
			}
			if err := each(plain); err != nil {
				return from, err
			}
		}
		from = next
	}
}

// buffered hands out consecutive bytes of a file that stay as they are until the next call.
type buffered struct {
	r    io.Reader
	buf  []byte
	have []byte
}

// next returns n bytes, nil when they are not there.
func (b *buffered) next(n int) []byte {
	if len(b.have) < n {
		if cap(b.buf) < n {
			b.buf = append(make([]byte, 0, max(2*n, 1<<20)), b.have...)
		} else {
			b.buf = append(b.buf[:0], b.have...)
		}
		got, _ := io.ReadAtLeast(b.r, b.buf[len(b.buf):cap(b.buf)], n-len(b.buf))
		b.have = b.buf[:len(b.buf)+got]
		if len(b.have) < n {
			return nil
		}
	}
	out := b.have[:n]
	b.have = b.have[n:]
	return out
}

// more reports whether a frame of this journal stands anywhere behind a place where one
// does not follow: then it is no torn end, but damage.
func (j *journal) more(after position) (bool, error) {
	b := make([]byte, j.size-after.Offset)
	if n, err := j.file.ReadAt(b, after.Offset); err != nil && !errors.Is(err, io.EOF) {
		return false, fmt.Errorf("%w: %w", data.ErrDamaged, err)
	} else {
		b = b[:n]
	}
	used := len(bytes.TrimRight(b, "\x00")) // zeros are no frame's beginning
	for at := 1; at < used && at+frameHeader < len(b); at++ {
		size, n := int(binary.BigEndian.Uint32(b[at:])), binary.BigEndian.Uint64(b[at+4:])
		if n <= after.Frame+1 || n > after.Frame+uint64(len(b)) || size == 0 || size > len(b)-at-frameHeader {
			continue
		}
		p := position{Journal: j.slot.Journal, Frame: n}
		if _, err := seal.Open(j.key, b[at+frameHeader:at+frameHeader+size], p.ad()); err == nil {
			return true, nil
		}
	}
	return false, nil
}

// goOn makes a place, up to which the frames are whole, the journal's end, and clears
// what a torn write left behind it.
func (j *journal) goOn(end position) error {
	start := end.Offset - end.Offset%sector
	j.tail = make([]byte, end.Offset-start)
	if _, err := j.file.ReadAt(j.tail, start); err != nil && len(j.tail) > 0 {
		return err
	}
	j.at = end
	rest := make([]byte, j.size-end.Offset)
	if _, err := j.file.ReadAt(rest, end.Offset); err != nil && len(rest) > 0 {
		return err
	}
	if used := len(bytes.TrimRight(rest, "\x00")); used > 0 {
		j.bad = end.Offset + int64(used)
	}
	return j.mend()
}

// rename gives the journal's file another name and holds it there.
func (j *journal) rename(disk files, to string) (*journal, error) {
	if err := errors.Join(j.file.Sync(), j.file.Close()); err != nil {
		return nil, err
	}
	if err := disk.Rename(j.path, to); err != nil {
		return nil, err
	}
	disk.SyncDir(filepath.Dir(to))
	f, err := disk.Open(to, os.O_RDWR)
	if err != nil {
		return nil, err
	}
	j.file, j.path, j.bad = f, to, 0
	return j, nil
}

func (j *journal) close() error {
	if j == nil {
		return nil
	}
	return errors.Join(j.mend(), j.file.Close())
}
