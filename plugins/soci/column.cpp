#include "column.hpp"

namespace rowan::soci_path {

bool Column::exchange(Into& into, void* data, ::soci::details::exchange_type type) {
  if (into == nullptr) {
    into.reset(statement_->make_into_type_backend());
    int position = position_;
    into->define_by_pos(position, data, type);
    into->pre_fetch();
  }
  ::soci::indicator indicator = ::soci::i_ok;
  into->post_fetch(true, false, &indicator);
  return indicator != ::soci::i_null;
}

const std::string* Column::text() {
  return exchange(text_into_, &text_, ::soci::details::x_stdstring) ? &text_ : nullptr;
}

double Column::real() {
  exchange(real_into_, &real_, ::soci::details::x_double);
  return real_;
}

::soci::blob& Column::blob() {
  if (blob_ == nullptr) blob_ = std::make_unique<::soci::blob>(*session_);
  exchange(blob_into_, blob_.get(), ::soci::details::x_blob);
  return *blob_;
}

}  // namespace rowan::soci_path
