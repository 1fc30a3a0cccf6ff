// Package ownpostgres starts a PostgreSQL server of one's own, for tests and measures. It
// is reached by a socket in a folder of its own: nobody else can reach it.
package ownpostgres

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// Server is such a server.
type Server struct {
	dir string
	bin string
	as  *syscall.Credential
	run *exec.Cmd
	// ended is closed when run has ended.
	ended chan struct{}
}

// New makes a server and starts it. It takes Debian's programs; the error says when they
// are not here. Remove ends it.
func New() (*Server, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		return nil, errors.New("there is no PostgreSQL here: apt-get install postgresql, or make setup-test")
	}
	dir, err := os.MkdirTemp("", "woshou-postgres-")
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, bin: filepath.Dir(found[len(found)-1])}
	if os.Geteuid() == 0 { // PostgreSQL refuses to run as root
		err = s.unprivileged()
	}
	if err == nil {
		make := s.command("initdb", "-D", filepath.Join(dir, "data"), "-U", "woshou", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
		var out []byte
		if out, err = make.CombinedOutput(); err != nil {
			err = fmt.Errorf("initdb: %w\n%s", err, out)
		}
	}
	if err == nil {
		err = s.Start()
	}
	if err != nil {
		s.Remove()
		return nil, err
	}
	return s, nil
}

func (s *Server) unprivileged() error {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.ParseUint(u.Uid, 10, 32)
		gid, gidErr := strconv.ParseUint(u.Gid, 10, 32)
		if uidErr != nil || gidErr != nil || os.Chown(s.dir, int(uid), int(gid)) != nil {
			continue
		}
		s.as = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		return nil
	}
	return errors.New("there is no account that PostgreSQL could run as")
}

func (s *Server) command(name string, args ...string) *exec.Cmd {
	c := exec.Command(filepath.Join(s.bin, name), args...)
	c.Dir = s.dir
	c.SysProcAttr = &syscall.SysProcAttr{Credential: s.as}
	return c
}

// startTime bounds how long a server takes to answer, recovery included.
const startTime = 60 * time.Second

// Start starts the server and returns when it answers. One that ends meanwhile is started
// again: after Kill the memory of its processes may be in use for another moment.
func (s *Server) Start() error {
	var err error
	for deadline := time.Now().Add(startTime); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if err = s.startOnce(deadline); err == nil {
			return nil
		}
	}
	return fmt.Errorf("PostgreSQL does not answer: %w", err)
}

func (s *Server) startOnce(deadline time.Time) error {
	said := &bytes.Buffer{}
	run := s.command("postgres", "-D", filepath.Join(s.dir, "data"), "-k", s.dir, "-c", "listen_addresses=", "-c", "max_connections=40")
	run.SysProcAttr.Pdeathsig, run.Stderr = syscall.SIGQUIT, said
	if err := run.Start(); err != nil {
		return err
	}
	s.run, s.ended = run, make(chan struct{})
	go func(ended chan struct{}) {
		_ = run.Wait() // its words say why
		close(ended)
	}(s.ended)
	for time.Now().Before(deadline) {
		if s.command("pg_isready", "-q", "-h", s.dir, "-U", "woshou", "-d", "postgres").Run() == nil {
			return nil
		}
		select {
		case <-s.ended:
			s.run = nil
			return errors.New(said.String())
		case <-time.After(50 * time.Millisecond):
		}
	}
	return errors.New("it starts for ever")
}

// Kill ends the server as a loss of power would: nothing is finished.
func (s *Server) Kill() {
	if s.run == nil {
		return
	}
	_ = syscall.Kill(s.run.Process.Pid, syscall.SIGSTOP) // so that no child is born unseen
	for _, pid := range append(s.children(), s.run.Process.Pid) {
		_ = syscall.Kill(pid, syscall.SIGKILL) // it may have ended by itself
	}
	<-s.ended
	s.run = nil
}

// Remove kills the server and removes what it kept.
func (s *Server) Remove() {
	s.Kill()
	_ = os.RemoveAll(s.dir)
}

// Pids returns the server's processes.
func (s *Server) Pids() []int { return append(s.children(), s.run.Process.Pid) }

// children returns the server's own processes.
func (s *Server) children() (pids []int) {
	list, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%[1]d/children", s.run.Process.Pid))
	n := 0
	for _, c := range list {
		if c != ' ' {
			n = 10*n + int(c-'0')
			continue
		}
		pids, n = append(pids, n), 0
	}
	return pids
}

// Place returns the address of a place with a name, made if it is not there.
func (s *Server) Place(schema string) (string, error) {
	address := "postgres://woshou@/postgres?host=" + url.QueryEscape(s.dir)
	return address + "&search_path=" + schema, s.Run(address, "CREATE SCHEMA IF NOT EXISTS "+schema)
}

// Run runs a statement at an address.
func (s *Server) Run(address, statement string) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	c := s.command("psql", "-q", "-h", s.dir, "-U", "woshou", "-d", "postgres", "-c", statement)
	if schema := u.Query().Get("search_path"); schema != "" {
		c.Env = append(c.Environ(), "PGOPTIONS=-c search_path="+schema)
	}
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("psql: %w\n%s", err, out)
	}
	return nil
}
