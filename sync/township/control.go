package township

import (
	"bytes"
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
)

// A running server holds its folder, so a command at the same machine asks it: over
// loopback, with a secret that lies in the folder. Who may read the folder may do all
// of this without asking anyway.

// control is what lies in fileControl while the server runs.
type control struct{ Address, Secret string }

// ErrNoServer says that no server runs on a folder.
var ErrNoServer = errors.New("no server is running")

// errRefused says that the running server did not do what it was asked.
var errRefused = errors.New("the running server refused")

// StartControl lets commands of this machine ask this server, until Close.
func (s *Server) StartControl() error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen for commands: %w", err)
	}
	c := control{l.Addr().String(), secretText(32)}
	b, err := json.Marshal(c)
	if err == nil {
		err = writeFile(filepath.Join(s.dir, fileControl), b)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("listen for commands: %w", err), l.Close())
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /backup", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Trailer", "Woshou-Done") // without it the copy is cut
		if err := s.Backup(r.Context(), w); err != nil {
			s.log.Error("backup for a command", "error", err)
			return
		}
		w.Header().Set("Woshou-Done", "yes")
	})
	mux.HandleFunc("POST /disk", func(w http.ResponseWriter, r *http.Request) {
		_ = json.NewEncoder(w).Encode(s.Disk(r.Context())) // who asked may have gone
	})
	mux.HandleFunc("POST /password", func(w http.ResponseWriter, r *http.Request) {
		if err := s.NewPassword(r.Context()); err != nil {
			s.log.Error("password for a command", "error", err)
			w.WriteHeader(http.StatusInternalServerError)
		}
	})
	mux.HandleFunc("POST /uplink", func(w http.ResponseWriter, r *http.Request) {
		if err := s.EnrolUp(r.Context(), actOperator, r.FormValue("address"), r.FormValue("code")); err != nil {
			s.log.Info("enrolment at the county", "refused", countyCode(err))
			w.WriteHeader(http.StatusUnprocessableEntity)
			_, _ = io.WriteString(w, ExplainCounty(err)) // who asked may have gone
		}
	})
	guarded := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), []byte("Bearer "+c.Secret)) != 1 {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		mux.ServeHTTP(w, r)
	})
	s.serveBeside(&http.Server{Handler: guarded, ReadTimeout: s.limits.header, MaxHeaderBytes: maxHeader}, l)
	return nil
}

// endControl removes what StartControl left in the folder.
func (s *Server) endControl() error {
	if err := os.Remove(filepath.Join(s.dir, fileControl)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("end commands: %w", err)
	}
	return nil
}

// AskBackup has the server that runs on a folder write a backup. The error wraps
// ErrNoServer when none answers.
func AskBackup(ctx context.Context, dir string, w io.Writer) error {
	resp, err := ask(ctx, dir, "/backup")
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if _, err := io.Copy(w, resp.Body); err != nil {
		return fmt.Errorf("copy from the running server: %w", err)
	}
	if resp.Trailer.Get("Woshou-Done") == "" {
		return fmt.Errorf("copy from the running server was cut: %w", errRefused)
	}
	return nil
}

// AskDisk has it say how it stands with its disk, as Disk does.
func AskDisk(ctx context.Context, dir string) (words []string, err error) {
	resp, err := ask(ctx, dir, "/disk")
	if err != nil {
		return nil, err
	}
	return words, errors.Join(json.NewDecoder(io.LimitReader(resp.Body, maxHeader)).Decode(&words), resp.Body.Close())
}

// AskPassword has it give the first administrator a one-time password.
func AskPassword(ctx context.Context, dir string) error {
	resp, err := ask(ctx, dir, "/password")
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// AskUplink has it enrol at a county.
func AskUplink(ctx context.Context, dir, address, code string) error {
	resp, err := ask(ctx, dir, "/uplink?"+url.Values{"address": {address}, "code": {code}}.Encode())
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func ask(ctx context.Context, dir, path string) (*http.Response, error) {
	b, err := os.ReadFile(filepath.Join(dir, fileControl))
	var c control
	if err == nil {
		err = json.Unmarshal(bytes.TrimSpace(b), &c)
	}
	if err != nil {
		return nil, errors.Join(ErrNoServer, err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+c.Address+path, nil)
	if err != nil {
		return nil, errors.Join(ErrNoServer, err)
	}
	r.Header.Set("Authorization", "Bearer "+c.Secret)
	resp, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(r)
	if err != nil {
		return nil, errors.Join(ErrNoServer, err)
	}
	if resp.StatusCode != http.StatusOK {
		said, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<10)) // the status says enough
		return nil, errors.Join(fmt.Errorf("%s status %d: %w", said, resp.StatusCode, errRefused), resp.Body.Close())
	}
	return resp, nil
}
