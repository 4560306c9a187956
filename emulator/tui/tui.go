// Package tui is the face of an emulated phone in a terminal: its display, and its keys on the computer's keyboard.
package tui
