// How a native statement reads the members of a record. A template, so that the calls are direct.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "rowan/connection/statement.hpp"

namespace rowan {

/// `RowReader::read_members` by `fast`, whose `read` fills in what lies in a column as such members are usually stored,
/// and leaves all else to `row`: NULLs, and what is to be converted.
template <class Fast>
void read_each_member(Fast&& fast, RowReader& row, std::span<const MemberStep> steps, void* object, int& column) {
  for (const MemberStep& step : steps) {
    void* member = static_cast<std::byte*>(object) + step.offset;
    bool done = false;
    switch (step.kind) {
      case MemberKind::int64:
        done = fast.read(column, *static_cast<std::int64_t*>(member));
        break;
      case MemberKind::float64:
        done = fast.read(column, *static_cast<double*>(member));
        break;
      case MemberKind::text:
        done = fast.read(column, *static_cast<std::string*>(member));
        break;
      case MemberKind::key64:
        done = fast.read(column, step.key.number(member));
        if (done) step.key.mark_present(member);
        break;
      case MemberKind::other:
        break;
    }
    if (!done) step.read(row, column, member);  // which also tells what is wrong with a NULL
    ++column;
  }
}

}  // namespace rowan
