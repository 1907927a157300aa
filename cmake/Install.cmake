# SPDX-License-Identifier: GPL-2.0-or-later
include(GNUInstallDirs)
install(TARGETS xvrrpd RUNTIME DESTINATION ${CMAKE_INSTALL_SBINDIR})
install(TARGETS xvrrp-runner RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/xvrrpd)
install(TARGETS xvrrpctl RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES packaging/xvrrpd.service DESTINATION lib/systemd/system)
install(DIRECTORY docs/examples DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES docs/man/xvrrpd.conf.5 DESTINATION ${CMAKE_INSTALL_MANDIR}/man5)
install(FILES docs/man/xvrrpctl.8 docs/man/xvrrpd.8 DESTINATION ${CMAKE_INSTALL_MANDIR}/man8)
