// What needs_a_newer_boost.cpp finds.
#define BOOST_VERSION 107400
