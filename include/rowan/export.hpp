// Marks what the shared library exports; everything else is hidden.
#pragma once

#if defined(ROWAN_STATIC)
#define ROWAN_EXPORT
#else
// One spelling for building and using: on ELF "default" visibility serves both,
// and exception types must be visible in every shared object that catches them.
#define ROWAN_EXPORT __attribute__((visibility("default")))
#endif
