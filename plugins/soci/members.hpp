// How a native statement reads and writes the members of a record. Templates, so that the calls are direct. What is at
// hand is fingerprinted in the same pass.
#pragma once

#include <bit>
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
void read_each_member(Fast&& fast, RowReader& row, std::span<const MemberStep> steps, void* object, int& column,
                      std::uint64_t* prints) {
  for (const MemberStep& step : steps) {
    void* member = static_cast<std::byte*>(object) + step.offset;
    bool done = false;
    std::uint64_t print = 0;
    switch (step.kind) {
      case MemberKind::int64: {
        auto& number = *static_cast<std::int64_t*>(member);
        done = fast.read(column, number);
        print = static_cast<std::uint64_t>(number);
        break;
      }
      case MemberKind::float64: {
        auto& number = *static_cast<double*>(member);
        done = fast.read(column, number);
        print = std::bit_cast<std::uint64_t>(number);
        break;
      }
      case MemberKind::text: {
        auto& text = *static_cast<std::string*>(member);
        done = fast.read(column, text);
        if (done && prints != nullptr) print = hash_bytes(text);
        break;
      }
      case MemberKind::key64: {
        auto& number = step.key.number(member);
        done = fast.read(column, number);
        if (done) step.key.mark_present(member);
        print = static_cast<std::uint64_t>(number);
        break;
      }
      case MemberKind::other:
        break;
    }
    if (!done) step.read(row, column, member);  // which also tells what is wrong with a NULL
    ++column;
    if (prints == nullptr) continue;
    if (done)
      prints[step.word] = print;
    else
      take_fingerprint(step, object, prints + step.word);
  }
}

/// `ParameterWriter::write_members` by `writer`; `write_text(index, text)` binds a text, which stays where it is.
template <class Writer, class WriteText>
[[gnu::always_inline]] inline void write_each_member(Writer& writer, std::span<const MemberStep> steps,
                                                     const void* object, int& index, std::uint64_t* prints,
                                                     const WriteText& write_text) {
  for (const MemberStep& step : steps) {
    const void* member = static_cast<const std::byte*>(object) + step.offset;
    // Tests in a row, which for so few are quicker than the table of a switch.
    if (step.kind == MemberKind::int64) {
      const auto& number = *static_cast<const std::int64_t*>(member);
      writer.write(index, number);
      if (prints != nullptr) prints[step.word] = static_cast<std::uint64_t>(number);
    } else if (step.kind == MemberKind::text) {
      const auto& text = *static_cast<const std::string*>(member);
      write_text(index, text);
      if (prints != nullptr) prints[step.word] = hash_bytes(text);
    } else if (step.kind == MemberKind::float64) {
      const auto& number = *static_cast<const double*>(member);
      writer.write(index, number);
      if (prints != nullptr) prints[step.word] = std::bit_cast<std::uint64_t>(number);
    } else if (step.kind == MemberKind::key64) {
      if (step.key.present(member))
        writer.write(index, step.key.number(member));
      else
        writer.write_null(index, TypeKind::int64);
      if (prints != nullptr) prints[step.word] = common_fingerprint(step, member);
    } else {
      step.write(writer, index, member);
      if (prints != nullptr) step.fingerprint(member, prints + step.word);
    }
    ++index;
  }
}
/// A text as any.
template <class Writer>
[[gnu::always_inline]] inline void write_each_member(Writer& writer, std::span<const MemberStep> steps,
                                                     const void* object, int& index, std::uint64_t* prints) {
  write_each_member(writer, steps, object, index, prints,
                    [&writer](int at, const std::string& text) { writer.write(at, std::string_view(text)); });
}

}  // namespace rowan
