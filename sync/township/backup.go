package township

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"woshou/data"
	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// backupMagic begins a backup. One line of JSON follows (backupHead), then the
// ledger's own backup, which proves itself whole by its digest.
const backupMagic = "WOSHOU TOWNSHIP BACKUP 1\n"

// maxBackupHead bounds the line of JSON.
const maxBackupHead = 64 << 10

// BackupAbout is what a backup says of itself.
type BackupAbout struct {
	Name string
	At   time.Time
	// Pin is the authority's, by which the villages know the township.
	Pin string
}

type backupHead struct {
	BackupAbout
	// Files are those of the certificate authority.
	Files map[string][]byte
}

// Backup writes everything the server keeps, as of one moment, while it goes on
// serving. It holds the certificate authority's key: who has it can pass for the
// township.
func (s *Server) Backup(ctx context.Context, w io.Writer) error {
	head := backupHead{BackupAbout{s.name, s.now().UTC(), s.ca.pin.String()}, map[string][]byte{}}
	for _, name := range []string{fileCA, fileCAKey} {
		b, err := os.ReadFile(filepath.Join(s.dir, name))
		if err != nil {
			return fmt.Errorf("back up: %w", err)
		}
		head.Files[name] = b
	}
	line, err := json.Marshal(head)
	if err == nil {
		_, err = io.WriteString(w, backupMagic+string(line)+"\n")
	}
	if err == nil {
		err = s.led.Backup(ctx, w)
	}
	if err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	return nil
}

// readBackupHead reads a backup up to its ledger.
func readBackupHead(r *bufio.Reader) (head backupHead, err error) {
	damaged := fmt.Errorf("no whole backup of a township: %w", data.ErrDamaged)
	magic := make([]byte, len(backupMagic))
	if _, err := io.ReadFull(r, magic); err != nil || string(magic) != backupMagic {
		return head, damaged
	}
	var line bytes.Buffer
	for line.Len() < maxBackupHead {
		b, err := r.ReadByte()
		if err != nil {
			return head, damaged
		}
		if b == '\n' {
			break
		}
		line.WriteByte(b)
	}
	if err := json.Unmarshal(line.Bytes(), &head); err != nil {
		return head, damaged
	}
	a, err := parseAuthority(head.Files[fileCA], head.Files[fileCAKey])
	if err != nil || wire.PinOf(a.cert.RawSubjectPublicKeyInfo).String() != head.Pin {
		return head, damaged
	}
	return head, nil
}

// ErrNotEmpty says that a folder or a database holds something already.
var ErrNotEmpty = errors.New("not empty")

// Restore fills an empty folder, and an empty store at the address as OpenLedger takes
// it, from a backup. The server that is opened there has a new epoch: the villages send
// again what the backup does not have. The error wraps ErrNotEmpty, data.ErrDamaged or
// data.ErrNewer; what was begun and not ended does not open (data.ErrDamaged).
func Restore(ctx context.Context, dir, store string, r io.Reader) (about BackupAbout, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("restore: %w", err)
		}
	}()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return about, err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return about, err
	}
	if len(entries) > 0 {
		return about, fmt.Errorf("folder %s: %w", dir, ErrNotEmpty)
	}
	in := bufio.NewReader(r)
	head, err := readBackupHead(in)
	if err != nil {
		return about, err
	}
	unfinished := filepath.Join(dir, fileRestoring)
	if err := writeFile(unfinished, nil); err != nil {
		return about, err
	}
	if err := restoreLedger(ctx, dir, store, in); err != nil {
		return about, err
	}
	for _, name := range []string{fileCAKey, fileCA} {
		if err := writeFile(filepath.Join(dir, name), head.Files[name]); err != nil {
			return about, err
		}
	}
	return head.BackupAbout, os.Remove(unfinished)
}

// restoreLedger fills a ledger and begins a new server epoch.
func restoreLedger(ctx context.Context, dir, store string, r io.Reader) error {
	led, err := OpenLedger(store, dir)
	if err != nil {
		return err
	}
	s := &Server{led: led, now: time.Now}
	err = led.Restore(ctx, r)
	if errors.Is(err, ledger.ErrExists) {
		err = errors.Join(ErrNotEmpty, err)
	}
	if err == nil {
		err = s.Restored(ctx)
	}
	return errors.Join(err, led.Close())
}
