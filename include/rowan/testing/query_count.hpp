// EXPECT_QUERY_COUNT for GoogleTest, which the test includes itself. Other frameworks: make a QueryCounter with a
// report function of your own.
#pragma once

#include "rowan/testing/query_counter.hpp"

/// `EXPECT_QUERY_COUNT(3) { … }` fails the test unless the block executes exactly three statements on this thread, and
/// prints those it did.
#define EXPECT_QUERY_COUNT(count)                                                                                 \
  GTEST_AMBIGUOUS_ELSE_BLOCKER_                                                                                   \
  if (const ::rowan::testing::QueryCounter GTEST_CONCAT_TOKEN_(rowan_query_counter_, __LINE__){                   \
          static_cast<std::size_t>(count), __FILE__, __LINE__,                                                    \
          [](const char* file, int line, const std::string& message) { ADD_FAILURE_AT(file, line) << message; }}; \
      false) {                                                                                                    \
  } else
