// Marks what the shared library exports; everything else is hidden. Every public header includes it first, so that a
// compiler that can't take the rest is told so here, in one sentence.
#pragma once

// #error alone does not stop a compiler: what would follow is a thousand lines. A header that is not there does.
#if __cplusplus < 202002L
#error "Rowan needs C++20: compile with -std=c++20 (or newer)"
#include "rowan_stops_here_for_want_of_cxx20"
#endif
#if !defined(__cpp_exceptions)
#error "Rowan reports errors as exceptions: compile without -fno-exceptions"
#include "rowan_stops_here_for_want_of_exceptions"
#endif
#include <version>
#if defined(_LIBCPP_VERSION)
#error "Rowan is built with libstdc++, whose types are not those of libc++: compile without -stdlib=libc++"
#include "rowan_stops_here_for_want_of_libstdcxx"
#endif

#if defined(ROWAN_STATIC)
#define ROWAN_EXPORT
#else
// One spelling for building and using: on ELF "default" visibility serves both,
// and exception types must be visible in every shared object that catches them.
#define ROWAN_EXPORT __attribute__((visibility("default")))
#endif
