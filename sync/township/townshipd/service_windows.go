package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/svc"
	"golang.org/x/sys/windows/svc/mgr"
)

// serviceData is where the service keeps its data unless --dir says otherwise.
func serviceData() string { return filepath.Join(os.Getenv("ProgramData"), serviceName) }

// programFile is where the service's program lies: only an administrator writes there.
func programFile() string {
	return filepath.Join(os.Getenv("ProgramFiles"), serviceName, "townshipd.exe")
}

// isPersonal is false: the service may read every folder.
func isPersonal(string) bool { return false }

// install makes a service of the system that starts with the machine, and starts it. One
// that is there is replaced.
func (c *call) install() error {
	if err := c.settleDir(serviceData()); err != nil {
		return err
	}
	m, err := mgr.Connect()
	if err != nil {
		return fmt.Errorf("请用管理员身份运行: %w", err)
	}
	defer func() { _ = m.Disconnect() }()
	if err := drop(m); err != nil && !errors.Is(err, windows.ERROR_SERVICE_DOES_NOT_EXIST) {
		return err
	}
	if err := keepPrivate(c.dir); err != nil {
		return err
	}
	if _, err := os.Stat(c.backups); c.backups != "" && errors.Is(err, fs.ErrNotExist) {
		if err := keepPrivate(c.backups); err != nil {
			return err
		}
	}
	if err := copyProgram(programFile()); err != nil {
		return err
	}
	if err := c.start(m); err != nil {
		return fmt.Errorf("%w\n日志在 %s", err, c.logFile())
	}
	_, err = fmt.Fprintf(c.out, "已装成系统服务 %s，开机自动运行。\n数据在 %s\n日志在 %s\n第一次使用：一次性密码在 %s\n请在防火墙允许 %s 端口。\n",
		serviceName, c.dir, c.logFile(), filepath.Join(c.dir, "first-password.txt"), c.listen)
	return err
}

// start makes the service, which the system starts again when it fails, and waits until
// it serves.
func (c *call) start(m *mgr.Mgr) error {
	s, err := m.CreateService(serviceName, programFile(), mgr.Config{
		DisplayName: "握手言和 镇街服务器", Description: "收取各村的人民调解统计数据", StartType: mgr.StartAutomatic,
	}, slices.Concat(bySystem, c.flags())...)
	if err != nil {
		return fmt.Errorf("install service: %w", err)
	}
	defer func() { _ = s.Close() }()
	again := mgr.RecoveryAction{Type: mgr.ServiceRestart, Delay: 5 * time.Second}
	if err := s.SetRecoveryActions([]mgr.RecoveryAction{again, again, again}, 24*60*60); err != nil {
		return fmt.Errorf("install service: %w", err)
	}
	err = inTurn(func() error { return s.Start() })
	if err == nil {
		err = settle(s, svc.Running)
	}
	if err != nil {
		return fmt.Errorf("start service: %w", err)
	}
	return nil
}

// startTime is how long a start may take: opening a large ledger after an update may
// take long.
const startTime = 10 * time.Minute

// notNow is what the system answers while it starts other services, as it does just after
// the machine's own start, and to a stop while this one starts.
var notNow = []windows.Errno{
	windows.ERROR_SERVICE_DATABASE_LOCKED, windows.ERROR_INVALID_SERVICE_CONTROL, windows.ERROR_SERVICE_CANNOT_ACCEPT_CTRL,
}

// inTurn asks the system again until it has time.
func inTurn(ask func() error) error {
	for until := time.Now().Add(startTime); ; time.Sleep(100 * time.Millisecond) {
		err := ask()
		later := slices.ContainsFunc(notNow, func(e windows.Errno) bool { return errors.Is(err, e) })
		if !later || time.Now().After(until) {
			return err
		}
	}
}

// drop stops the service and removes it.
func drop(m *mgr.Mgr) error {
	s, err := m.OpenService(serviceName)
	if err != nil {
		return fmt.Errorf("find service: %w", err)
	}
	defer func() { _ = s.Close() }()
	err = inTurn(func() error { _, err := s.Control(svc.Stop); return err })
	if err == nil {
		err = settle(s, svc.Stopped)
	}
	if err != nil && !errors.Is(err, windows.ERROR_SERVICE_NOT_ACTIVE) {
		return fmt.Errorf("stop service: %w", err)
	}
	if err := s.Delete(); err != nil {
		return fmt.Errorf("remove service: %w", err)
	}
	return nil
}

// settle waits until a service is in a state, or will not get there.
func settle(s *mgr.Service, want svc.State) error {
	for until := time.Now().Add(startTime); ; time.Sleep(100 * time.Millisecond) {
		now, err := s.Query()
		switch {
		case err != nil, now.State == want:
			return err
		case now.State == svc.Stopped:
			return fmt.Errorf("service ended: %w", windows.Errno(now.Win32ExitCode))
		case time.Now().After(until):
			return windows.ERROR_SERVICE_REQUEST_TIMEOUT
		}
	}
}

// keepPrivate makes a folder that only the system and administrators may open.
func keepPrivate(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	sd, err := windows.SecurityDescriptorFromString("D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)")
	if err != nil {
		return err
	}
	dacl, _, err := sd.DACL()
	if err != nil {
		return err
	}
	return windows.SetNamedSecurityInfo(dir, windows.SE_FILE_OBJECT,
		windows.DACL_SECURITY_INFORMATION|windows.PROTECTED_DACL_SECURITY_INFORMATION, nil, nil, dacl, nil)
}

func (c *call) remove() error {
	m, err := mgr.Connect()
	if err != nil {
		return fmt.Errorf("请用管理员身份运行: %w", err)
	}
	defer func() { _ = m.Disconnect() }()
	if err := drop(m); err != nil {
		return err
	}
	// The program that runs, and so one removed by itself, cannot be deleted.
	if err := os.Remove(programFile()); err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) {
		return err
	}
	_, err = fmt.Fprintln(c.out, "已卸下系统服务，数据没有动。")
	return err
}

// bySystem is what the program's arguments begin with when the system starts it.
var bySystem = []string{"service", "run"}

// asService serves under the system's control when it was the system that started the
// program, and reports whether it was. What it says goes into a file beside the data.
func asService() bool {
	if len(os.Args) <= len(bySystem) || !slices.Equal(os.Args[1:len(bySystem)+1], bySystem) {
		return false
	}
	if err := svc.Run(serviceName, handler{}); err != nil {
		os.Exit(exitFailed)
	}
	return true
}

// tellSystem returns nil: a service tells the system through its handler.
func tellSystem() func() error { return nil }

// handler answers the system's requests.
type handler struct{}

// Execute serves until the system says stop.
func (handler) Execute(_ []string, requests <-chan svc.ChangeRequest, status chan<- svc.Status) (specific bool, code uint32) {
	status <- svc.Status{State: svc.StartPending, WaitHint: uint32(startTime.Milliseconds())}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	started, ended := make(chan struct{}, 1), make(chan error, 1)
	go func() {
		ended <- serveLogged(ctx, os.Args[len(bySystem)+1:], func() error { started <- struct{}{}; return nil })
	}()
	for {
		select {
		case <-started:
			status <- svc.Status{State: svc.Running, Accepts: svc.AcceptStop | svc.AcceptShutdown}
		case err := <-ended:
			if err != nil {
				// One that reports its end has not failed for the system, and is not started again.
				os.Exit(exitFailed)
			}
			return false, 0
		case r := <-requests:
			switch r.Cmd {
			case svc.Interrogate:
				status <- r.CurrentStatus
			case svc.Stop, svc.Shutdown:
				status <- svc.Status{State: svc.StopPending}
				stop()
			}
		}
	}
}

// maxLog is when the log file begins anew; one older is kept.
const maxLog = 20 << 20

func (c *call) logFile() string { return filepath.Join(c.dir, "townshipd.log") }

// serveLogged serves with a log file in the data folder.
func serveLogged(ctx context.Context, args []string, started func() error) error {
	c := &call{started: started, logs: os.Stderr}
	if err := c.parse(commands()[0], args); err != nil {
		return err
	}
	path := c.logFile()
	if info, err := os.Stat(path); err == nil && info.Size() > maxLog {
		if err := os.Rename(path, path+".old"); err != nil {
			return err
		}
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	c.out, c.logs = f, f
	err = serve(ctx, c)
	if err != nil {
		fmt.Fprintln(f, "townshipd:", explain(err))
	}
	return errors.Join(err, f.Close())
}
