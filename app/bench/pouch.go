package main

import (
	"bufio"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"woshou/data"
	"woshou/sync/badline"
)

//go:embed pouch
var pouchFiles embed.FS

// pouchDir is where the peer's modules are kept between runs.
const pouchDir = ".build/pouch"

// pouch is a PouchDB database and an express-pouchdb server with a village's line
// between them.
type pouch struct {
	dir            string
	server, client *exec.Cmd
	in             io.WriteCloser
	out            *bufio.Scanner
	proxy          *badline.Proxy
}

// newPouch installs the peer where it is not yet, starts it, and gives both sides the
// cases of the bench.
func newPouch(dir string, b *bench) (*pouch, error) {
	if err := installPouch(); err != nil {
		return nil, err
	}
	p := &pouch{dir: dir}
	for _, role := range []string{"server", "client"} {
		if err := os.MkdirAll(filepath.Join(dir, role), 0o700); err != nil {
			return nil, err
		}
	}
	err := p.start(b)
	if err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

func installPouch() error {
	if _, err := exec.LookPath("npm"); err != nil {
		return errors.New("it needs node and npm")
	}
	if _, err := os.Stat(filepath.Join(pouchDir, "node_modules")); err == nil {
		return nil
	}
	files, err := fs.Sub(pouchFiles, "pouch")
	if err == nil {
		err = os.MkdirAll(pouchDir, 0o755)
	}
	if err == nil {
		if err = os.CopyFS(pouchDir, files); errors.Is(err, fs.ErrExist) {
			err = nil
		}
	}
	if err != nil {
		return err
	}
	cmd := exec.Command("npm", "ci", "--no-progress")
	cmd.Dir = pouchDir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("npm ci: %w\n%s", err, out)
	}
	return nil
}

func (p *pouch) start(b *bench) error {
	server := exec.Command("node", "peer.js", "server", filepath.Join(p.dir, "server"))
	server.Dir = pouchDir
	out, err := server.StdoutPipe()
	if err == nil {
		err = server.Start()
	}
	if err != nil {
		return err
	}
	p.server = server
	port, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return fmt.Errorf("the server did not start: %w", err)
	}
	address := "127.0.0.1:" + strings.TrimSpace(port)
	client := exec.Command("node", "peer.js", "client", filepath.Join(p.dir, "client"))
	client.Dir, client.Stderr = pouchDir, os.Stderr
	if p.in, err = client.StdinPipe(); err != nil {
		return err
	}
	if out, err = client.StdoutPipe(); err == nil {
		err = client.Start()
	}
	if err != nil {
		return err
	}
	p.client, p.out = client, bufio.NewScanner(out)
	if err := p.save(b, b.ids); err != nil {
		return err
	}
	// PouchDB finds where it was by the address, so the first load goes the same way.
	if p.proxy, err = badline.Start(badline.Line{}, address); err != nil {
		return err
	}
	if err := p.to(len(b.ids)); err != nil {
		return err
	}
	p.proxy.Become(slow)
	return nil
}

// order gives the client one line and wants this number back.
func (p *pouch) order(what map[string]string, want int) error {
	line, err := json.Marshal(what)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(p.in, string(line)); err != nil {
		return err
	}
	if !p.out.Scan() {
		return fmt.Errorf("the peer ended: %w", errors.Join(p.out.Err(), io.ErrUnexpectedEOF))
	}
	if p.out.Text() != fmt.Sprint(want) {
		return fmt.Errorf("the peer wrote %s documents, not %d", p.out.Text(), want)
	}
	return nil
}

func (p *pouch) save(b *bench, ids []data.CaseID) error {
	var docs []map[string]any
	for _, id := range ids {
		doc, err := document(b.st, id)
		if err != nil {
			return err
		}
		docs = append(docs, doc)
	}
	text, err := json.Marshal(docs)
	if err != nil {
		return err
	}
	file := filepath.Join(p.dir, "docs.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		return err
	}
	file, err = filepath.Abs(file)
	if err != nil {
		return err
	}
	return p.order(map[string]string{"save": file}, len(ids))
}

// to replicates to the server through the line.
func (p *pouch) to(want int) error {
	return p.order(map[string]string{"to": "http://" + p.proxy.Addr() + "/cases"}, want)
}

// replicate takes changed cases to the server over the line.
func (p *pouch) replicate(b *bench, changed []data.CaseID) (cost, error) {
	if err := p.save(b, changed); err != nil {
		return cost{}, err
	}
	up, down := p.proxy.Bytes()
	begun := time.Now()
	if err := p.to(len(changed)); err != nil {
		return cost{}, err
	}
	took := time.Since(begun)
	up2, down2 := p.proxy.Bytes()
	return cost{float64(up2 - up + down2 - down), float64(took.Milliseconds())}, nil
}

func (p *pouch) close() {
	if p.proxy != nil {
		p.proxy.Close()
	}
	for _, cmd := range []*exec.Cmd{p.client, p.server} {
		if cmd != nil {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	}
}
