package view

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"woshou/data"
	"woshou/data/store"
	"woshou/sync/engine"
)

func TestFiles_SettingsAreKept(t *testing.T) {
	d := newDesk(t, "2026-07-10")
	if v := d.Files(); v.Mode != store.FilesAlways || v.Daily != "" || v.Used == "" || v.Out != "" {
		t.Errorf("%+v", v)
	}
	if err := d.SetFiles(store.FilesOnDemand, "30"); err != nil {
		t.Fatal(err)
	}
	if v := d.Files(); v.Mode != store.FilesOnDemand || v.Daily != "30" {
		t.Errorf("%+v", v)
	}
	for _, daily := range []string{"0", "-3", "viel", "1000000"} {
		var bad *data.Invalid
		if err := d.SetFiles(store.FilesAlways, daily); !errors.As(err, &bad) || bad.Field != "files.daily" {
			t.Errorf("%q: %v", daily, err)
		}
	}
	if v := d.Files(); v.Daily != "30" {
		t.Errorf("after a refusal: %+v", v)
	}
}

func TestStick_WritesWholeFilesOrNone(t *testing.T) {
	d := newDesk(t, "2026-07-10")
	dir := t.TempDir()
	peer := filepath.Join(dir, "a"+StickPeerExtension)
	if said, err := d.WritePeer(peer, true); err != nil || said == "" {
		t.Fatalf("%q, %v", said, err)
	}
	if _, err := d.WritePeer(peer, true); !errors.Is(err, os.ErrExist) {
		t.Errorf("a file that is there: %v", err)
	}
	up := filepath.Join(dir, "b"+StickUpExtension)
	if _, err := d.WriteStick(t.Context(), up, true); !errors.Is(err, engine.ErrNotEnrolled) {
		t.Errorf("without a township: %v", err)
	}
	d.Engine = engine.New(d.Store, nil, engine.Options{Now: d.Now})
	if _, err := d.WriteStick(t.Context(), up, true); !errors.Is(err, engine.ErrNotEnrolled) {
		t.Errorf("not enrolled: %v", err)
	}
	if _, err := os.Stat(up); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("half a file stays: %v", err)
	}
	said, err := d.TakePeer(t.Context(), peer)
	if err != nil || said != d.Words.T("stick.nothing") {
		t.Errorf("%q, %v", said, err)
	}
	var bad *data.Invalid
	if _, err := d.TakePeer(t.Context(), filepath.Join(dir, "none")); !errors.As(err, &bad) {
		t.Errorf("no file: %v", err)
	}
	if _, err := d.TakeStick(t.Context(), peer); !errors.Is(err, engine.ErrNotEnrolled) {
		t.Errorf("an answer without a township: %v", err)
	}
}
