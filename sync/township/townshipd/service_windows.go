package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/svc"
	"golang.org/x/sys/windows/svc/mgr"
)

// serviceData is where the service keeps its data unless --dir says otherwise.
func serviceData() string {
	return filepath.Join(os.Getenv("ProgramData"), serviceName)
}

// install makes a service of the system that starts with the machine, starts it, and
// starts it again when it fails.
func (c *call) install() error {
	if c.dir == defaultDir() {
		c.dir = serviceData()
	}
	if err := keepPrivate(c.dir); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	m, err := mgr.Connect()
	if err != nil {
		return fmt.Errorf("请用管理员身份运行: %w", err)
	}
	defer func() { _ = m.Disconnect() }()
	s, err := m.CreateService(serviceName, self, mgr.Config{
		DisplayName: "握手言和 镇街服务器", Description: "收取各村的人民调解统计数据", StartType: mgr.StartAutomatic, DelayedAutoStart: true,
	}, append([]string{"serve"}, c.flags()...)...)
	if err != nil {
		return fmt.Errorf("install service: %w", err)
	}
	defer func() { _ = s.Close() }()
	again := mgr.RecoveryAction{Type: mgr.ServiceRestart, Delay: 5 * time.Second}
	if err := s.SetRecoveryActions([]mgr.RecoveryAction{again, again, again}, 24*60*60); err != nil {
		return fmt.Errorf("install service: %w", err)
	}
	if err := s.Start(); err != nil {
		return fmt.Errorf("start service: %w", err)
	}
	_, err = fmt.Fprintf(c.out, "已装成系统服务 %s，开机自动运行。\n数据在 %s\n日志在 %s\n第一次使用：一次性密码在 %s\n请在防火墙允许 %s 端口。\n",
		serviceName, c.dir, filepath.Join(c.dir, "townshipd.log"), filepath.Join(c.dir, "first-password.txt"), c.listen)
	return err
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
	s, err := m.OpenService(serviceName)
	if err != nil {
		return fmt.Errorf("find service: %w", err)
	}
	defer func() { _ = s.Close() }()
	if _, err := s.Control(svc.Stop); err != nil && !errors.Is(err, windows.ERROR_SERVICE_NOT_ACTIVE) {
		return fmt.Errorf("stop service: %w", err)
	}
	if err := s.Delete(); err != nil {
		return fmt.Errorf("remove service: %w", err)
	}
	_, err = fmt.Fprintln(c.out, "已卸下系统服务，数据没有动。")
	return err
}

// asService runs the program under the system's control when that is who started it,
// and reports whether it did. What it says goes into a file beside the data.
func asService() bool {
	is, err := svc.IsWindowsService()
	if err != nil || !is {
		return false
	}
	if err := svc.Run(serviceName, handler{}); err != nil {
		os.Exit(exitFailed)
	}
	return true
}

// handler answers the system's requests.
type handler struct{}

// Execute serves until the system says stop.
func (handler) Execute(_ []string, requests <-chan svc.ChangeRequest, status chan<- svc.Status) (specific bool, code uint32) {
	status <- svc.Status{State: svc.StartPending}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- runLogged(ctx, os.Args[1:]) }()
	status <- svc.Status{State: svc.Running, Accepts: svc.AcceptStop | svc.AcceptShutdown}
	for {
		select {
		case err := <-ended:
			if err != nil {
				return true, exitFailed
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

// runLogged runs the program with a log file in its data folder.
func runLogged(ctx context.Context, args []string) error {
	c := &call{logs: io.Discard}
	if err := c.parse(commands()[0], args[min(1, len(args)):]); err != nil {
		return err
	}
	path := filepath.Join(c.dir, "townshipd.log")
	if info, err := os.Stat(path); err == nil && info.Size() > maxLog {
		if err := os.Rename(path, path+".old"); err != nil {
			return err
		}
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	err = run(ctx, args, f, f)
	if err != nil {
		fmt.Fprintln(f, "townshipd:", explain(err))
	}
	return errors.Join(err, f.Close())
}
