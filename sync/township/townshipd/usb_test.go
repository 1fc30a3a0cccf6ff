package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"woshou/data"
	"woshou/data/store"
	"woshou/sync/engine"
	"woshou/sync/township"
	"woshou/sync/township/ledger"
)

// stickVillage is a village without a line, and the stick between it and a township's folder.
type stickVillage struct {
	t     *testing.T
	st    *store.Store
	eng   *engine.Engine
	dir   string
	stick string
}

func newStickVillage(t *testing.T, dir string) *stickVillage {
	st, _, err := store.Create(filepath.Join(t.TempDir(), "record"), store.NewRecord{
		Committee: &data.Committee{Name: "示例县清溪镇东篱村人民调解委员会", Area: "339921101201"}, Author: "mediator", Password: "long password",
	}, store.Options{Argon2: store.Argon2Params{Memory: 8, Time: 1, Lanes: 1}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	return &stickVillage{t, st, engine.New(st, nil, engine.Options{}), dir, t.TempDir()}
}

// carries writes a file for the township, has it taken in, and returns what the command said.
func (v *stickVillage) carries(write func(io.Writer) error) (said string) {
	v.t.Helper()
	var up bytes.Buffer
	if err := write(&up); err != nil {
		v.t.Fatal(err)
	}
	path := filepath.Join(v.stick, "给镇街"+township.StickUpExtension)
	if err := os.WriteFile(path, up.Bytes(), 0o600); err != nil {
		v.t.Fatal(err)
	}
	return ran(v.t, nil, "usb", path, "--dir", v.dir)
}

// reads takes in the receipt on the stick.
func (v *stickVillage) reads() error {
	b, err := os.ReadFile(filepath.Join(v.stick, "给镇街"+township.StickDownExtension))
	if err != nil {
		v.t.Fatal(err)
	}
	_, err = v.eng.TakeStick(v.t.Context(), bytes.NewReader(b))
	return err
}

// records writes the file with what the township does not have.
func (v *stickVillage) records(w io.Writer) error {
	_, err := v.eng.WriteStick(v.t.Context(), w, false)
	return err
}

// inLedger runs f on the ledger of a folder without a server.
func inLedger(t *testing.T, dir string, f func(ledger.Tx) error) {
	t.Helper()
	led, err := township.OpenLedger("", dir)
	if err == nil {
		err = errors.Join(led.Update(context.Background(), f), led.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// A village without a line is taken, reports, and is revoked: the command says what happened,
// writes the receipt, and leaves a line in the audit trail each time.
func TestUSB_AVillageWithoutALine(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "town")
	s, err := township.New(township.Config{Dir: dir, Name: "清溪镇"})
	if err != nil {
		t.Fatal(err)
	}
	code, err := s.NewStickCode("东篱村", "339921101201")
	if err = errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	v := newStickVillage(t, dir)
	said := v.carries(func(w io.Writer) error { return engine.WriteEnrolStick(v.st, code, w) })
	if err := v.reads(); err != nil || !strings.HasPrefix(said, "东篱村：村里的电脑已接入。请把回执存回优盘：") {
		t.Errorf("%v, said %q", err, said)
	}
	said = v.carries(v.records)
	if err := v.reads(); err != nil || !strings.HasPrefix(said, "东篱村：收下新记录") || strings.HasPrefix(said, "东篱村：收下新记录0条") || strings.Count(said, "\n") != 1 {
		t.Errorf("%v, said %q", err, said)
	}
	inLedger(t, dir, func(tx ledger.Tx) error {
		d, err := tx.Device(v.st.Device())
		d.Revoked = time.Now()
		return errors.Join(err, tx.PutDevice(d))
	})
	said = v.carries(v.records)
	if err := v.reads(); engine.CodeOf(err) != "revoked" || !strings.Contains(said, "这台电脑已被镇街停用") || !strings.Contains(said, "电脑接入") {
		t.Errorf("%v, said %q", err, said)
	}
	var lines []string
	inLedger(t, dir, func(tx ledger.Tx) error {
		acts, err := tx.Acts(100)
		for _, a := range acts {
			if a.What == "stick" {
				lines = append(lines, a.Who+" "+a.Object)
			}
		}
		return err
	})
	if want := slices.Repeat([]string{township.Operator + " 339921101201"}, 3); !slices.Equal(lines, want) {
		t.Errorf("audit trail %q", lines)
	}
}

// A file that is not whole is refused in words, and leaves nothing behind.
func TestUSB_RefusesWhatIsNotWhole(t *testing.T) {
	dir, stick := town(t), t.TempDir()
	path := filepath.Join(stick, "给镇街"+township.StickUpExtension)
	if err := os.WriteFile(path, []byte("not a file of a village"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := run(context.Background(), []string{"usb", path, "--dir", dir}, io.Discard, io.Discard)
	if err == nil || !strings.Contains(explain(err), "这不是村里写给镇街的交换文件") {
		t.Errorf("%v", err)
	}
	if left, _ := os.ReadDir(stick); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
}
