// One level of a tree, for as long as it is read.
#pragma once

#include <fmt/format.h>

#include "query/json/reader.hpp"
#include "rowan/core/error.hpp"

namespace rowan {

class QueryJsonReader::Level {
 public:
  Level(const QueryLimits& limits, std::uint32_t& levels, std::uint32_t& parts) : levels_(levels) {
    if (levels == limits.levels) throw QueryError(fmt::format("the query nests deeper than {} levels", limits.levels));
    if (parts == limits.parts) throw QueryError(fmt::format("the query has more than {} parts", limits.parts));
    ++levels;
    ++parts;
  }
  ~Level() { --levels_; }
  Level(const Level&) = delete;
  Level& operator=(const Level&) = delete;

 private:
  std::uint32_t& levels_;
};

inline QueryJsonReader::Level QueryJsonReader::level() { return {limits_, levels_, parts_}; }

}  // namespace rowan
