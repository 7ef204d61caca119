#include "parameter.hpp"

namespace rowan::soci_path {

void Parameter::give(void* data, ::soci::details::exchange_type type) {
  data_ = data;
  type_ = type;
  indicator_ = ::soci::i_ok;
}

void Parameter::set(std::span<const std::byte> value) {
  blob_ = std::make_unique<::soci::blob>(session_);
  // `append`, because `write` of nothing makes no buffer, and the backend then stores NULL.
  blob_->append(value.empty() ? "" : reinterpret_cast<const char*>(value.data()), value.size());
  give(blob_.get(), ::soci::details::x_blob);
}

void Parameter::bind(::soci::details::statement_impl& statement, int& position) {
  statement_ = &statement;
  position_ = position;
  bound_ = type_;
  backend_.reset(statement.make_use_type_backend());
  backend_->bind_by_pos(position, data_, type_, true);
}

void Parameter::pre_use() {
  // Another type than last time, or another object of the same type (a blob): the backend is told anew.
  if (bound_ != type_ || type_ == ::soci::details::x_blob) {
    int position = position_;
    clean_up();
    bind(*statement_, position);
  }
  backend_->pre_use(&indicator_);
}

void Parameter::clean_up() {
  if (backend_ == nullptr) return;
  backend_->clean_up();
  backend_.reset();
}

}  // namespace rowan::soci_path
