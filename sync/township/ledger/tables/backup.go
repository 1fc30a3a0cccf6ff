package tables

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"

	"github.com/klauspost/compress/zstd"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// A backup is backupHead and one zstd stream of records: the table's name, the key and the
// value, each behind its length (LEB128). An empty name ends them; SHA-256 of all that
// stands before it, that byte included, follows. It is the same whatever store wrote it.
var backupHead = []byte("woshou township ledger 1\n")

// Limits of one record, against a file that is something else.
const (
	maxName  = 64
	maxKey   = 4 << 10
	maxValue = 64 << 20
)

// importPart is how many bytes are read before the store may write them.
const importPart = 4 << 20

// unsaved are the tables that a backup leaves out: nobody is logged in to a server that
// came back.
var unsaved = map[*Table]bool{sessions: true}

// Export writes a backup of everything.
func Export(t Txn, w io.Writer) error {
	if _, err := w.Write(backupHead); err != nil {
		return err
	}
	z, err := zstd.NewWriter(w)
	if err != nil {
		return err
	}
	sum := sha256.New()
	out := bufio.NewWriterSize(io.MultiWriter(z, sum), 64<<10)
	for _, table := range All {
		if unsaved[table] {
			continue
		}
		err := t.Each(table, func(k, v []byte) error { return writeItems(out, []byte(table.Name), k, v) })
		if err != nil {
			return errors.Join(err, z.Close())
		}
	}
	err = errors.Join(writeItems(out, nil), out.Flush())
	if err == nil {
		_, err = z.Write(sum.Sum(nil))
	}
	return errors.Join(err, z.Close())
}

func writeItems(w io.Writer, items ...[]byte) error {
	for _, item := range items {
		if _, err := w.Write(binary.AppendUvarint(nil, uint64(len(item)))); err != nil {
			return err
		}
		if _, err := w.Write(item); err != nil {
			return err
		}
	}
	return nil
}

// Import fills an empty ledger from a backup; it calls flush now and then, when the store
// may write what it has. The error wraps ledger.ErrExists when the ledger is not empty,
// data.ErrDamaged when the backup is cut or changed, data.ErrNewer when a newer version
// wrote it; the transaction must then be undone.
func Import(t Txn, r io.Reader, flush func() error) error {
	for _, table := range []*Table{villages, devices, accounts, acts} {
		if err := t.Scan(table, Range{Limit: 1}, func(_, _ []byte) (bool, error) { return false, ledger.ErrExists }); err != nil {
			return fmt.Errorf("restore over a ledger in use: %w", err)
		}
	}
	head := make([]byte, len(backupHead))
	if _, err := io.ReadFull(r, head); err != nil || !bytes.Equal(head, backupHead) {
		return fmt.Errorf("no backup of a ledger: %w", data.ErrDamaged)
	}
	z, err := zstd.NewReader(r)
	if err != nil {
		return err
	}
	defer z.Close()
	in := &summed{r: bufio.NewReaderSize(z, 64<<10), sum: sha256.New()}
	newer, err := importRecords(t, in, flush)
	if err != nil {
		return err
	}
	want := in.sum.Sum(nil)
	got := make([]byte, len(want))
	if _, err := io.ReadFull(in.r, got); err != nil || !bytes.Equal(got, want) {
		return fmt.Errorf("backup is cut or changed: %w", data.ErrDamaged)
	}
	if newer {
		return fmt.Errorf("backup of a newer version: %w", data.ErrNewer)
	}
	return errors.Join(Prepare(t), flush())
}

// importRecords reports whether there are records of an unknown table: of a newer version,
// if the sum is right.
func importRecords(t Txn, in *summed, flush func() error) (newer bool, err error) {
	for size := 0; ; {
		name, err := in.item(maxName)
		if err != nil || len(name) == 0 {
			return newer, err
		}
		key, err := in.item(maxKey)
		if err != nil {
			return false, err
		}
		value, err := in.item(maxValue)
		if err != nil {
			return false, err
		}
		table := named[string(name)]
		if table == nil {
			newer = true
			continue
		}
		if table.ByVillage && (len(key) == 0 || len(key) < 1+int(key[0])) {
			return false, fmt.Errorf("backup: %w", data.ErrDamaged)
		}
		if err := t.Put(table, key, value); err != nil {
			return false, err
		}
		if size += len(key) + len(value); size > importPart {
			size = 0
			if err := flush(); err != nil {
				return false, err
			}
		}
	}
}

// summed reads items and sums up what it read.
type summed struct {
	r   *bufio.Reader
	sum hash.Hash
}

// ReadByte reads a byte of a length.
func (s *summed) ReadByte() (byte, error) {
	b, err := s.r.ReadByte()
	if err == nil {
		s.sum.Write([]byte{b})
	}
	return b, err
}

func (s *summed) item(limit uint64) ([]byte, error) {
	n, err := binary.ReadUvarint(s)
	if err != nil || n > limit {
		return nil, fmt.Errorf("backup is cut or changed: %w", data.ErrDamaged)
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(s.r, b); err != nil {
		return nil, fmt.Errorf("backup is cut or changed: %w", data.ErrDamaged)
	}
	s.sum.Write(b)
	return b, nil
}
