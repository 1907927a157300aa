# SPDX-License-Identifier: GPL-2.0-or-later
include(GNUInstallDirs)
install(TARGETS xvrrpd RUNTIME DESTINATION ${CMAKE_INSTALL_SBINDIR})
install(TARGETS xvrrp-runner RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/xvrrpd)
install(PROGRAMS packaging/xvrrp-conntrackd DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/xvrrpd)
install(TARGETS xvrrpctl xvrrp-exporter RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES packaging/xvrrpd.service packaging/xvrrpd-drain.service packaging/xvrrp-runner.socket
  packaging/xvrrp-runner@.service packaging/xvrrp-exporter.service DESTINATION lib/systemd/system)
install(FILES packaging/xvrrp.sysusers DESTINATION lib/sysusers.d RENAME xvrrp.conf)
install(FILES packaging/as-root.conf packaging/as-root-drain.conf DESTINATION ${CMAKE_INSTALL_DATADIR}/xvrrp)
install(FILES packaging/xvrrpd.catalog DESTINATION lib/systemd/catalog)
install(DIRECTORY packaging/prometheus packaging/grafana DESTINATION ${CMAKE_INSTALL_DATADIR}/xvrrp)
install(DIRECTORY docs/examples DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/doc/xvrrpd)
install(FILES docs/man/xvrrpd.conf.5 DESTINATION ${CMAKE_INSTALL_MANDIR}/man5)
install(FILES docs/man/xvrrpctl.8 docs/man/xvrrpd.8 docs/man/xvrrp-exporter.8 DESTINATION ${CMAKE_INSTALL_MANDIR}/man8)
install(FILES ${CMAKE_BINARY_DIR}/tools/completion/xvrrpctl.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
  RENAME xvrrpctl)
install(FILES ${CMAKE_BINARY_DIR}/tools/completion/xvrrpctl.zsh DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions
  RENAME _xvrrpctl)
