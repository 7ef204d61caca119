// How a native statement reads and writes the members of a record. Templates, so that the calls are direct.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

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

/// `ParameterWriter::write_members` by `writer`; `write_text(index, text)` binds a text, which stays where it is.
template <class Writer, class WriteText>
[[gnu::hot]] void write_each_member(Writer& writer, std::span<const MemberStep> steps, const void* object, int& index,
                                    const WriteText& write_text) {
  for (const MemberStep& step : steps) {
    const void* member = static_cast<const std::byte*>(object) + step.offset;
    switch (step.kind) {
      case MemberKind::int64:
        writer.write(index, *static_cast<const std::int64_t*>(member));
        break;
      case MemberKind::float64:
        writer.write(index, *static_cast<const double*>(member));
        break;
      case MemberKind::text:
        write_text(index, *static_cast<const std::string*>(member));
        break;
      case MemberKind::key64:
        if (step.key.present(member))
          writer.write(index, step.key.number(member));
        else
          writer.write_null(index, TypeKind::int64);
        break;
      case MemberKind::other:
        step.write(writer, index, member);
        break;
    }
    ++index;
  }
}
/// A text as any.
template <class Writer>
void write_each_member(Writer& writer, std::span<const MemberStep> steps, const void* object, int& index) {
  write_each_member(writer, steps, object, index,
                    [&writer](int at, const std::string& text) { writer.write(at, std::string_view(text)); });
}

}  // namespace rowan
