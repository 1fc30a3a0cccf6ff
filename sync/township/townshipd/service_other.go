//go:build !linux && !windows

package main

import "errors"

func (c *call) install() error { return errors.ErrUnsupported }

func (c *call) remove() error { return errors.ErrUnsupported }

func asService() bool { return false }

func tellSystem() func() error { return nil }

func isPersonal(string) bool { return false }
