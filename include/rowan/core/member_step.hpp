// One member of an object on its way from or to a database, in a form that a driver can run through quickly.
#pragma once

#include <cstdint>

namespace rowan {

class ParameterWriter;
class RowReader;

/// What lies at a member. Most columns have one of these few types: a driver reads and writes them itself, without a
/// call per member.
enum class MemberKind : std::uint8_t { other, int64, float64, text };

struct MemberStep {
  void (*read)(RowReader& row, int column, void* member);
  void (*write)(ParameterWriter& parameters, int index, const void* member);
  std::uint32_t offset;                 ///< of the member in its object
  MemberKind kind = MemberKind::other;  ///< std::int64_t, double or std::string, and nothing but such a column
};

}  // namespace rowan
