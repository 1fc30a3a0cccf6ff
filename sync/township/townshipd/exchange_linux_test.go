package main

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"woshou/data"
	"woshou/data/store"
	"woshou/sync/engine"
)

// exchanged makes a village's record, enrols it at a server with a code and has it send
// what it has.
func exchanged(t *testing.T, address, code string) {
	t.Helper()
	st, _, err := store.Create(filepath.Join(t.TempDir(), "record"), store.NewRecord{
		Committee: &data.Committee{Name: "示例县清溪镇东篱村人民调解委员会", Area: "339921101201"}, Author: "mediator", Password: "long password",
	}, store.Options{Argon2: store.Argon2Params{Memory: 8, Time: 1, Lanes: 1}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := engine.Enrol(ctx, st, address, code); err != nil {
		t.Fatal(err)
	}
	result, err := engine.New(st, nil, engine.Options{}).SyncNow(ctx)
	if err != nil || result.Sent == 0 {
		t.Fatalf("sent %d events: %v", result.Sent, err)
	}
}

// showsPages checks that a server's first page comes with the township's name, once it
// serves.
func showsPages(t *testing.T, address, name string) {
	t.Helper()
	browser := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true}}
	page := ""
	comes(t, "a page of "+name, func() bool {
		answer, err := browser.Get("https://" + address + "/login")
		if err != nil {
			return false
		}
		body, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		page = string(body)
		return err == nil && answer.StatusCode == http.StatusOK && strings.Contains(page, name)
	})
}

// comes waits until something is so.
func comes(t *testing.T, what string, is func() bool) {
	t.Helper()
	for until := time.Now().Add(time.Minute); !is(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("there is still not %s", what)
		}
	}
}

// freeAddress returns an address of this machine at which nobody listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return l.Addr().String()
}
